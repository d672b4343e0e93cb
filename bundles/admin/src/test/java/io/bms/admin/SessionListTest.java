// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SessionListTest {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    @Test
    public void list_ofAnAdmin_hasAllAndOfAnotherItsOwn() throws Exception {
        Caller admin = signedIn("admin", "right one");
        Caller operator = signedIn("operator", "other one");
        assertEquals(
                List.of("admin", "operator"),
                texts(admin, "user").stream().sorted().toList());
        assertEquals(List.of("operator"), texts(operator, "user"));
        JsonNode only = sessions(operator).get(0);
        assertTrue(only.get("own").booleanValue());
        assertEquals("127.0.0.1", only.get("address").textValue());
        assertTrue(
                only.get("browser").textValue(), only.get("browser").textValue().startsWith("Java-http-client"));
        assertEquals(401, api.new Caller().get("/sessions").status());
    }

    @Test
    public void list_tellsWhenEachBeganWasUsedAndEnds_theLastUsedFirst() throws Exception {
        Caller first = signedIn("operator", "other one");
        String begun = sessions(first).get(0).get("begun").textValue();
        api.clock.advance(AN_HOUR);
        Caller second = signedIn("operator", "other one");
        api.clock.advance(AN_HOUR);
        first.get("/session");
        api.clock.advance(Duration.ofMinutes(1));
        Instant start = Instant.parse(begun);
        JsonNode list = sessions(second);
        assertTrue(list.get(0).get("own").booleanValue());
        assertEquals(start.plus(AN_HOUR), time(list.get(0), "begun"));
        assertEquals(api.clock.instant(), time(list.get(0), "last_used"));
        assertFalse(list.get(1).get("own").booleanValue());
        assertEquals(start, time(list.get(1), "begun"));
        assertEquals(start.plus(AN_HOUR).plus(AN_HOUR), time(list.get(1), "last_used"));
        assertEquals(start.plus(Sessions.LIFETIME), time(list.get(1), "ends"));
    }

    @Test
    public void list_whatIsOver_isNotInIt() throws Exception {
        Caller operator = signedIn("operator", "other one");
        api.clock.advance(Duration.ofHours(9));
        assertEquals(List.of("admin"), texts(signedIn("admin", "right one"), "user"));
        assertEquals(401, operator.get("/session").status());
        Caller changed = signedIn("operator", "other one");
        Caller admin = signedIn("admin", "right one");
        admin.call("PUT", "/accounts/operator", "{\"role\":\"viewer\"}");
        assertFalse(texts(admin, "user").contains("operator"));
        assertEquals(401, changed.get("/session").status());
    }

    @Test
    public void list_afterARestart_hasThoseThatGoOn() throws Exception {
        Caller operator = signedIn("operator", "other one");
        String id = sessions(operator).get(0).get("id").textValue();
        api.close();
        api.accounts.forgetIssued();
        try (Api next = new Api(folder.getRoot().toPath(), api.clock, api.accounts)) {
            Caller admin = next.new Caller();
            admin.signIn("admin", "right one");
            assertTrue(texts(admin, "id").contains(id));
            assertEquals(204, admin.call("DELETE", "/sessions/" + id, "").status());
            assertEquals(401, operator.movedTo(next).get("/session").status());
        }
        api = new Api(folder.getRoot().toPath());
    }

    @Test
    public void end_ofOne_leavesTheOthersAndEndsItsMqtt() throws Exception {
        Caller kept = signedIn("operator", "other one");
        Caller ended = api.new Caller();
        ObjectNode session = ended.signIn("operator", "other one").json();
        String mqttUser = session.at("/mqtt/user").textValue();
        String id = own(ended).get("id").textValue();
        assertTrue(api.accounts.isAlive(mqttUser));
        assertEquals(204, kept.call("DELETE", "/sessions/" + id, "").status());
        assertFalse(api.accounts.isAlive(mqttUser));
        assertEquals(401, ended.get("/session").status());
        assertEquals(200, kept.get("/session").status());
        assertEquals(1, sessions(kept).size());
    }

    @Test
    public void end_ofAnotherAccounts_isForAnAdminOnly() throws Exception {
        Caller admin = signedIn("admin", "right one");
        Caller operator = signedIn("operator", "other one");
        String ofAdmin = own(admin).get("id").textValue();
        Reply refused = operator.call("DELETE", "/sessions/" + ofAdmin, "");
        assertEquals(404, refused.status());
        assertEquals(
                "There is no session " + ofAdmin + "; GET /api/sessions lists those that you can end.",
                refused.json().get("detail").textValue());
        assertEquals(
                204,
                admin.call("DELETE", "/sessions/" + own(operator).get("id").textValue(), "")
                        .status());
        assertEquals(401, operator.get("/session").status());
    }

    /** Or nobody could look at a gateway whose disk is full. */
    @Test
    public void diskThatTakesNothing_keepsNobodyOut_andWhatEndedThenStaysSo() throws Exception {
        Caller before = signedIn("operator", "other one");
        fill(true);
        Caller now = signedIn("admin", "right one");
        assertEquals(200, now.get("/session").status());
        api.clock.advance(Duration.ofMinutes(2));
        assertEquals("its use is not written down", 200, before.get("/session").status());
        assertEquals(
                List.of("admin", "operator"),
                texts(now, "user").stream().sorted().toList());
        assertEquals(204, before.call("DELETE", "/session", "").status());
        assertEquals("it does not come back", 401, before.get("/session").status());
        assertEquals(List.of("admin"), texts(now, "user"));
        fill(false);
        Caller after = signedIn("operator", "other one");
        api.close();
        api.accounts.forgetIssued();
        try (Api next = new Api(folder.getRoot().toPath(), api.clock, api.accounts)) {
            assertEquals(
                    "what ended is gone from the disk",
                    401,
                    before.movedTo(next).get("/session").status());
            assertEquals(200, after.movedTo(next).get("/session").status());
        }
        api = new Api(folder.getRoot().toPath());
    }

    /** As a full disk does it: each change fails. */
    private void fill(boolean full) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.getRoot() + "/designer.db");
                Statement statement = connection.createStatement()) {
            for (String change : List.of("INSERT", "UPDATE", "DELETE")) {
                statement.execute(
                        full
                                ? "CREATE TRIGGER full_" + change + " BEFORE " + change
                                        + " ON session BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
                                : "DROP TRIGGER full_" + change);
            }
        }
    }

    @Test
    public void origin_ofAStrangeBrowser_isPrintableAndShort() {
        Origin origin = new Origin("127.0.0.1", "a\n\u202e<b>" + "x".repeat(1000));
        assertEquals("a??<b>" + "x".repeat(194), origin.browser());
    }

    private Caller signedIn(String name, String password) throws Exception {
        Caller caller = api.new Caller();
        assertEquals(200, caller.signIn(name, password).status());
        return caller;
    }

    private static JsonNode sessions(Caller caller) throws Exception {
        return caller.get("/sessions").json().get("sessions");
    }

    private static JsonNode own(Caller caller) throws Exception {
        for (JsonNode session : sessions(caller)) {
            if (session.get("own").booleanValue()) {
                return session;
            }
        }
        throw new AssertionError("the session of this call is not in the list");
    }

    private static List<String> texts(Caller caller, String key) throws Exception {
        List<String> texts = new ArrayList<>();
        sessions(caller).forEach(session -> texts.add(session.get(key).textValue()));
        return texts;
    }

    private static Instant time(JsonNode session, String key) {
        return Instant.parse(session.get(key).textValue());
    }
}
