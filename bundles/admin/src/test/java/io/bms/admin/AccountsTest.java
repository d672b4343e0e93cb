// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import java.io.IOException;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class AccountsTest {
    private static final String ENGINE = "{\"name\":\"engine\",\"role\":\"service\",\"disabled\":false,"
            + "\"rights\":[\"read\",\"write\"],\"publish\":[\"apps/engine/#\"],\"subscribe\":[]}";

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
    public void account_sentBackAsItWasRead_isTaken() throws Exception {
        String read = admin.get("/accounts/operator").response().body();
        Reply reply = admin.call("PUT", "/accounts/operator", read);
        assertEquals(200, reply.status());
        assertEquals(read, reply.response().body());
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

    private String detail(int status, String method, String path, String body) throws Exception {
        Reply reply = admin.call(method, path, body);
        assertEquals(reply.response().body(), status, reply.status());
        return reply.json().get("detail").textValue();
    }
}
