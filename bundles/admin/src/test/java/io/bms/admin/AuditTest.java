// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.admin.Api.Caller;
import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import io.bms.testkit.FakeAudit.Told;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What calls leave in the audit, and how it is read. */
public final class AuditTest {
    private static final String ADMIN = "admin";
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;
    private Caller admin;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        admin = api.new Caller();
        admin.signIn(ADMIN, "right one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    private static AuditEntry entry(long seq) {
        return new AuditEntry(
                seq,
                NOON,
                new AuditAct(
                        AuditActor.rest("anna", "10.0.0.7"),
                        "set_value_to_point",
                        "1002.analogValue.101",
                        Optional.of("20"),
                        Optional.of("=24")),
                AuditOutcome.denied("denied: no right"),
                Optional.of(NOON));
    }

    private List<String> how() {
        return api.audit.told().stream().map(Told::how).toList();
    }

    @Test
    public void signIn_isRecordedWithTheAddress() {
        Told told = api.audit.told().get(0);
        assertEquals("done", told.how());
        assertEquals(AuditActor.rest(ADMIN, "127.0.0.1"), told.act().actor());
        assertEquals(CallTrail.SIGN_IN, told.act().action());
    }

    @Test
    public void signIn_wrong_isCounted() throws Exception {
        api.new Caller().signIn("mallory", "guess");
        assertEquals("count", api.audit.last().how());
        assertEquals("mallory", api.audit.last().act().actor().name());
        assertEquals(
                AuditResult.DENIED, api.audit.last().outcome().orElseThrow().result());
    }

    /** A page that opens asks for all of them, whoever sits before it. */
    @Test
    public void reads_ofAPageThatOpens_areOneAct() throws Exception {
        for (String path : List.of("/devices", "/points", "/points?held=true", "/projects", "/settings", "/identity")) {
            assertEquals(path, 200, admin.get(path).status());
            assertEquals(path, CallTrail.LOOK, api.audit.last().act().action());
            assertEquals(path, "", api.audit.last().act().object());
        }
        admin.get("/points/1.analogInput.1");
        assertEquals("GET /api/points", api.audit.last().act().action());
        assertEquals("1.analogInput.1", api.audit.last().act().object().replace("/", ""));
    }

    @Test
    public void signIn_directoryAway_isCountedAsNotJudged() throws Exception {
        api.accounts.keptElsewhere("operator", false);
        api.new Caller().signIn("operator", "other one");
        AuditOutcome outcome = api.audit.last().outcome().orElseThrow();
        assertEquals(AuditResult.FAILED, outcome.result());
        assertEquals(Optional.of("not judged: the site's directory does not answer"), outcome.reason());
    }

    @Test
    public void change_isRecordedBeforeAndAfter() throws Exception {
        assertEquals(
                200,
                admin.call("PUT", "/identity", "{\"organization_id\":\"a\",\"site_id\":\"b\",\"iot_device_id\":\"c\"}")
                        .status());
        assertEquals(List.of("done", "begin", "end"), how());
        assertEquals("PUT /api/identity", api.audit.last().act().action());
        assertEquals(ADMIN, api.audit.last().act().actor().name());
        AuditOutcome outcome = api.audit.last().outcome().orElseThrow();
        assertEquals(AuditResult.SUCCESS, outcome.result());
        assertEquals(Optional.of("acme/hq/gw-1"), outcome.before());
        assertEquals(Optional.of("a/b/c"), outcome.after());
    }

    @Test
    public void account_added_changedAndDeleted_isTold() throws Exception {
        admin.call("POST", "/accounts", "{\"name\":\"anna\",\"role\":\"viewer\",\"password\":\"a long enough one\"}");
        AuditOutcome added = api.audit.last().outcome().orElseThrow();
        assertEquals(Optional.empty(), added.before());
        assertTrue(added.toString(), added.after().orElseThrow().contains("\"role\":\"viewer\""));
        assertFalse(added.toString(), added.toString().contains("a long enough one"));
        admin.call("PUT", "/accounts/anna", "{\"role\":\"operator\"}");
        AuditOutcome changed = api.audit.last().outcome().orElseThrow();
        assertTrue(changed.toString(), changed.before().orElseThrow().contains("viewer"));
        assertTrue(changed.toString(), changed.after().orElseThrow().contains("operator"));
        admin.call("DELETE", "/accounts/anna", "");
        AuditOutcome deleted = api.audit.last().outcome().orElseThrow();
        assertTrue(deleted.toString(), deleted.before().orElseThrow().contains("operator"));
        assertEquals(Optional.empty(), deleted.after());
    }

    @Test
    public void change_refused_saysWhy() throws Exception {
        assertEquals(400, admin.call("PUT", "/identity", "{}").status());
        assertEquals(List.of("done", "begin", "end"), how());
        assertEquals(
                AuditResult.FAILED, api.audit.last().outcome().orElseThrow().result());
    }

    @Test
    public void change_withoutTheRight_isCountedAndNotBegun() throws Exception {
        Caller operator = api.new Caller();
        operator.signIn("operator", "other one");
        assertEquals(403, operator.call("DELETE", "/accounts/admin", "").status());
        assertEquals("count", api.audit.last().how());
        assertEquals("accounts", api.audit.last().act().action().replaceAll(".*/", ""));
        assertEquals("operator", api.audit.last().act().actor().name());
    }

    @Test
    public void change_thatCannotBeRecordedWhereItMust_isNotDone() throws Exception {
        api.audit.refuse();
        assertEquals(503, admin.call("DELETE", "/identity", "").status());
        assertEquals(
                "acme", admin.get("/identity").json().get("organization_id").textValue());
    }

    @Test
    public void command_isLeftToTheDispatcher() throws Exception {
        admin.call("POST", "/alarms/acknowledge", "{\"alarms\":[{\"alarm_id\":\"1002.device\"}]}");
        assertEquals(List.of("done"), how());
    }

    @Test
    public void rule_thatIsTriedOut_isCountedAsARead() throws Exception {
        admin.call("POST", "/alarm-rules/try", "{}");
        assertEquals(List.of("done", "count"), how());
    }

    @Test
    public void get_entries_pageByPage() throws Exception {
        api.audit.keep(entry(9));
        api.audit.keep(entry(5));
        JsonNode first = admin.get("/audit?limit=1").json();
        JsonNode one = first.get("entries").get(0);
        assertEquals(9, one.get("seq").asInt());
        assertEquals("2026-01-31T12:00:00.000Z", one.get("timestamp").textValue());
        assertEquals("anna", one.get("actor").textValue());
        assertEquals("10.0.0.7", one.get("from").textValue());
        assertEquals("20", one.get("before").textValue());
        assertEquals("denied", one.get("result").textValue());
        JsonNode second =
                admin.get("/audit?limit=2&below=" + first.get("below")).json();
        assertEquals(5, second.get("entries").get(0).get("seq").asInt());
        assertTrue(second.path("below").isMissingNode());
    }

    @Test
    public void get_csv_hasARowForEach_andNoFormula() throws Exception {
        api.audit.keep(entry(9));
        String csv = admin.get("/audit?format=csv").response().body();
        String[] lines = csv.split("\\r?\\n");
        assertEquals(2, lines.length);
        assertTrue(csv, lines[0].contains("seq,timestamp,actor,door,from,action,object,before,after,result,reason"));
        assertTrue(csv, lines[1].contains("'=24"));
    }

    @Test
    public void get_chain_saysWhetherItIsWhole() throws Exception {
        assertTrue(admin.get("/audit/chain").json().get("whole").booleanValue());
        JsonNode cut = admin.get("/audit/chain?seq=7&hash=" + "1".repeat(64)).json();
        assertEquals(
                "record 7 is another than that of the checkpoint",
                cut.get("broken").textValue());
    }

    @Test
    public void get_badQuestions_sayWhatIsAllowed() throws Exception {
        for (String query : List.of(
                "?limit=0",
                "?limit=x",
                "?result=fine",
                "?from=yesterday",
                "?format=xml",
                "/chain?seq=7",
                "/chain?seq=7&hash=x")) {
            assertEquals(query, 400, admin.get("/audit" + query).status());
        }
        assertEquals(404, admin.get("/audit/other").status());
    }

    @Test
    public void get_withoutTheRight_isRefused() throws Exception {
        Caller operator = api.new Caller();
        operator.signIn("operator", "other one");
        assertEquals(403, operator.get("/audit").status());
        assertEquals(403, operator.get("/audit/chain").status());
    }
}
