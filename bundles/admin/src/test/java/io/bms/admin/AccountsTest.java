// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import java.io.IOException;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class AccountsTest {
    private static final String ENGINE = "{\"name\":\"engine\",\"role\":\"service\",\"disabled\":false,"
            + "\"rights\":[\"read\",\"write\"],\"publish\":[\"apps/engine/#\"],\"subscribe\":[],"
            + "\"write_scope\":{\"points\":[\"1001.*.*\"],\"ranges\":[\"*.analogValue.*=10..30\"],"
            + "\"highest_priority\":10,\"lease_seconds\":3600}}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;
    private Caller admin;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        admin = api.new Caller();
        admin.signIn("admin", "right one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    @Test
    public void account_addedChangedAndDeleted_isListedWithoutItsPassword() throws Exception {
        ObjectNode wanted = Json.parse(ENGINE);
        Reply added = admin.call(
                "POST",
                "/accounts",
                wanted.deepCopy().put("password", "long enough").toString());
        assertEquals(201, added.status());
        assertEquals(wanted, admin.get("/accounts/engine").json());
        assertFalse(admin.get("/accounts").response().body().contains("long enough"));
        assertEquals(200, api.new Caller().signIn("engine", "long enough").status());
        assertEquals(
                200,
                admin.call("PUT", "/accounts/engine", "{\"role\":\"viewer\"}").status());
        assertEquals(
                "[\"read\"]", admin.get("/accounts/engine").json().get("rights").toString());
        assertEquals(
                204,
                admin.call("PUT", "/accounts/engine/password", "{\"new\":\"another one\"}")
                        .status());
        assertEquals(401, api.new Caller().signIn("engine", "long enough").status());
        assertEquals(204, admin.call("DELETE", "/accounts/engine", "").status());
        assertEquals(404, admin.get("/accounts/engine").status());
    }

    @Test
    public void passwordAndRole_whileTheDiskTakesNothing_areRefusedWithWords() throws Exception {
        api.accounts.fillDisk();
        for (Reply reply : List.of(
                admin.call("PUT", "/accounts/operator", "{\"role\":\"viewer\"}"),
                admin.call("PUT", "/accounts/operator/password", "{\"new\":\"another one\"}"),
                admin.call("PUT", "/password", "{\"old\":\"right one\",\"new\":\"another one\"}"),
                admin.call("DELETE", "/accounts/operator", ""))) {
            assertEquals(507, reply.status());
            assertEquals("disk_failed", reply.json().get("code").textValue());
            assertTrue(reply.json().get("detail").textValue().startsWith("The gateway's disk failed at this"));
        }
    }

    @Test
    public void account_ofTheDirectory_isMarked() throws Exception {
        assertFalse(admin.get("/accounts/operator").json().has("directory"));
        api.accounts.keptElsewhere("operator", true);
        assertTrue(admin.get("/accounts/operator").json().path("directory").booleanValue());
        assertFalse(admin.get("/accounts/admin").json().has("directory"));
        String read = admin.get("/accounts/operator").response().body();
        assertEquals(200, admin.call("PUT", "/accounts/operator", read).status());
    }

    @Test
    public void account_sentBackAsItWasRead_isTaken() throws Exception {
        String read = admin.get("/accounts/operator").response().body();
        Reply reply = admin.call("PUT", "/accounts/operator", read);
        assertEquals(200, reply.status());
        assertEquals(read, reply.response().body());
    }

    @Test
    public void account_thatSomebodyUsed_isListedWithWhen() throws Exception {
        assertTrue(admin.get("/accounts/operator").json().path("last_used").isMissingNode());
        api.new Caller().signIn("operator", "other one");
        assertEquals(
                "2026-01-01T00:00:00.000Z",
                admin.get("/accounts").json().at("/accounts/1/last_used").asText());
    }

    @Test
    public void writeScope_notSaid_isTheRolesAndStaysWithTheRole() throws Exception {
        assertEquals(8, highestPriority("PUT", "{\"role\":\"operator\"}"));
        assertEquals(10, highestPriority("PUT", "{\"role\":\"operator\",\"write_scope\":{\"highest_priority\":10}}"));
        assertEquals("stays", 10, highestPriority("PUT", "{\"role\":\"operator\"}"));
        assertEquals("another role", 1, highestPriority("PUT", "{\"role\":\"integrator\"}"));
        assertEquals("another role", 8, highestPriority("PUT", "{\"role\":\"operator\"}"));
        assertEquals(
                "'write_scope' is not an object; send one with points, ranges, highest_priority and lease_seconds.",
                detail(400, "PUT", "/accounts/operator", "{\"role\":\"operator\",\"write_scope\":8}"));
        assertEquals(
                "The highest priority 17 is not allowed; use 1 to 16.",
                detail(
                        400,
                        "PUT",
                        "/accounts/operator",
                        "{\"role\":\"operator\",\"write_scope\":{\"highest_priority\":17}}"));
        assertEquals(
                "'1001' is no pattern; write device.type.instance with * for any, as in 1001.analogValue.*.",
                detail(
                        400,
                        "PUT",
                        "/accounts/operator",
                        "{\"role\":\"operator\",\"write_scope\":{\"points\":[\"1001\"]}}"));
        assertEquals(
                8,
                admin.get("/accounts/operator")
                        .json()
                        .at("/write_scope/highest_priority")
                        .intValue());
    }

    private int highestPriority(String method, String body) throws Exception {
        Reply reply = admin.call(method, "/accounts/operator", body);
        assertEquals(200, reply.status());
        return reply.json().at("/write_scope/highest_priority").intValue();
    }

    @Test
    public void account_whatIsNotAllowed_isRefusedWithASentence() throws Exception {
        assertEquals(
                "There is no role 'root'; use viewer, operator, integrator, admin, service.",
                detail(400, "PUT", "/accounts/operator", "{\"role\":\"root\"}"));
        assertEquals(
                "'rights' is not a list of strings; send one.",
                detail(400, "PUT", "/accounts/operator", "{\"role\":\"service\",\"rights\":\"read\"}"));
        assertEquals(
                "'disabled' is not a boolean; send true or false.",
                detail(400, "PUT", "/accounts/operator", "{\"role\":\"viewer\",\"disabled\":1}"));
        assertEquals("Admin is the only admin.", detail(400, "PUT", "/accounts/admin", "{\"role\":\"viewer\"}"));
        assertEquals(
                "There is an account admin already.",
                detail(409, "POST", "/accounts", "{\"name\":\"admin\",\"role\":\"admin\",\"password\":\"x\"}"));
        assertEquals(
                "The topic filter 'iot/#' is not allowed; begin it with a name such as apps, but not with iot, $ or a"
                        + " wildcard.",
                detail(400, "PUT", "/accounts/operator", "{\"role\":\"service\",\"publish\":[\"iot/#\"]}"));
    }

    @Test
    public void account_anotherRoleForADisabledOne_staysDisabled() throws Exception {
        admin.call("PUT", "/accounts/operator", "{\"role\":\"operator\",\"disabled\":true}");
        assertTrue(admin.call("PUT", "/accounts/operator", "{\"role\":\"viewer\"}")
                .json()
                .path("disabled")
                .asBoolean());
    }

    @Test
    public void account_changedOrDisabledOrDeleted_endsItsSessions() throws Exception {
        for (String change : new String[] {"{\"role\":\"viewer\"}", "{\"role\":\"viewer\",\"disabled\":true}", ""}) {
            admin.call("PUT", "/accounts/operator", "{\"role\":\"operator\",\"disabled\":false}");
            Caller operator = api.new Caller();
            operator.signIn("operator", "other one");
            assertEquals(200, operator.get("/session").status());
            admin.call(change.isEmpty() ? "DELETE" : "PUT", "/accounts/operator", change);
            assertEquals(change, 401, operator.get("/session").status());
        }
    }

    @Test
    public void token_made_isShownOnceAndCallsWithTheRightsOfItsAccount() throws Exception {
        Reply made = admin.call(
                "POST",
                "/accounts/operator/tokens",
                "{\"purpose\":\"dashboard\",\"days\":30,\"networks\":[\"10.1.2.3/8\"]}");
        assertEquals(201, made.status());
        String text = made.json().get("token").textValue();
        ObjectNode shown = made.json().deepCopy();
        shown.remove("token");
        Reply list = admin.get("/accounts/operator/tokens");
        assertEquals(shown, list.json().get("tokens").get(0));
        assertFalse(list.response().body().contains(text));
        assertEquals("[\"10.0.0.0/8\"]", shown.get("networks").toString());
        assertEquals(0, admin.get("/accounts/admin/tokens").json().get("tokens").size());

        Caller program = api.new Caller();
        program.bearer(text);
        assertEquals(200, program.get("/devices").status());
        assertEquals(403, program.get("/accounts").status());
        assertEquals(
                204,
                admin.call(
                                "DELETE",
                                "/accounts/operator/tokens/" + shown.get("id").textValue(),
                                "")
                        .status());
        Reply refused = program.get("/devices");
        assertEquals(401, refused.status());
        assertEquals(
                "Bearer realm=\"bms\"",
                refused.response().headers().firstValue("WWW-Authenticate").orElse(""));
    }

    @Test
    public void token_changesSomething_needsNoTokenAgainstOtherSites() throws Exception {
        String text = admin.call("POST", "/accounts/admin/tokens", "{\"purpose\":\"script\"}")
                .json()
                .get("token")
                .textValue();
        Caller program = api.new Caller();
        program.bearer(text);
        assertEquals(
                201,
                program.call("POST", "/accounts", ENGINE.replace("{", "{\"password\":\"long enough\","))
                        .status());
    }

    @Test
    public void token_whatIsOfASession_isRefused() throws Exception {
        String text = admin.call("POST", "/accounts/operator/tokens", "{\"purpose\":\"script\"}")
                .json()
                .get("token")
                .textValue();
        Caller program = api.new Caller();
        program.bearer(text);
        String sentence = "A token has no session; sign in with POST /api/session for that.";
        for (String[] call : new String[][] {
            {"GET", "/session"}, {"DELETE", "/session"}, {"POST", "/session/renew"}, {"PUT", "/password"}
        }) {
            Reply reply = program.call(call[0], call[1], call[0].equals("PUT") ? "{\"old\":\"a\",\"new\":\"b\"}" : "");
            assertEquals(call[1], 403, reply.status());
            assertEquals(sentence, reply.json().get("detail").textValue());
        }
    }

    @Test
    public void token_whatIsNotAllowed_isRefusedWithASentence() throws Exception {
        assertEquals(
                "There is no account nobody; GET /api/accounts lists those that there are.",
                detail(404, "POST", "/accounts/nobody/tokens", "{\"purpose\":\"x\"}"));
        assertEquals(
                "'days' is no whole number; send how many days the token shall live.",
                detail(400, "POST", "/accounts/operator/tokens", "{\"purpose\":\"x\",\"days\":1.5}"));
        assertEquals(
                "'10.0.0.0/40' is no block of addresses; use one as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32 (at most 64"
                        + " bits of IPv6).",
                detail(400, "POST", "/accounts/operator/tokens", "{\"purpose\":\"x\",\"networks\":[\"10.0.0.0/40\"]}"));
        assertEquals(
                "There is no token t7 of operator; GET /api/accounts/operator/tokens lists those that there are.",
                detail(404, "DELETE", "/accounts/operator/tokens/t7", ""));
    }

    private String detail(int status, String method, String path, String body) throws Exception {
        Reply reply = admin.call(method, path, body);
        assertEquals(reply.response().body(), status, reply.status());
        return reply.json().get("detail").textValue();
    }
}
