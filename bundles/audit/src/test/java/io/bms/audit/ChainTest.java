// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditQuery;
import io.bms.api.audit.AuditVerdict;
import io.bms.testkit.ManualClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What somebody does to audit.db behind the gateway's back is found. */
public class ChainTest {
    private static final Duration DAYS = Duration.ofDays(90);
    private static final int RECORDS = 12;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private SqliteAuditStore store;
    private ChainWriter writer;

    @Before
    public void open() {
        store = new SqliteAuditStore(folder.getRoot().toPath());
        writer = writer();
        for (int i = 1; i <= RECORDS; i++) {
            put("write", "point " + i);
            clock.advance(Duration.ofDays(1));
        }
    }

    @After
    public void close() {
        store.close();
    }

    private ChainWriter writer() {
        return new ChainWriter(store, clock, new AuditProblems(clock, List.of(), false));
    }

    private void put(String action, String object) {
        AuditActor anna = AuditActor.rest("anna", "10.0.0.7");
        writer.put(
                new AuditAct(anna, action, object, Optional.of("20"), Optional.of("21")),
                Optional.of(AuditOutcome.SUCCESS),
                Optional.empty());
        writer.write();
    }

    /** As somebody who owns the file: without the triggers. */
    private void tamper(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.getRoot() + "/audit.db");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER record_unchanged");
            statement.execute("DROP TRIGGER record_kept");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private AuditVerdict verify() {
        return verify(Optional.empty());
    }

    private AuditVerdict verify(Optional<AuditCheckpoint> known) {
        return new ChainCheck(store, writer.end(), known).run(clock.instant());
    }

    private void assertBroken(String how) {
        assertEquals(Optional.of(how), verify().broken());
    }

    @Test
    public void verify_untouched_isWhole() {
        AuditVerdict verdict = verify();
        assertEquals(Optional.empty(), verdict.broken());
        assertEquals(RECORDS, verdict.records());
        assertEquals(writer.end().at(clock.instant()), verdict.last());
    }

    @Test
    public void verify_afterARestart_goesOn() {
        writer = writer();
        put("write", "after the restart");
        assertEquals(Optional.empty(), verify().broken());
        assertEquals(RECORDS + 1, verify().records());
    }

    @Test
    public void verify_changed_isFound() throws SQLException {
        tamper("UPDATE record SET actor = 'bob' WHERE seq = 5");
        assertBroken("record 5 is not what was written there, or does not follow the one before it");
    }

    /** Every column is in the hash, and what is absent is not what is empty. */
    @Test
    public void verify_anyColumnChanged_isFound() throws SQLException {
        tamper();
        for (String change : List.of(
                "at_ms = at_ms + 1",
                "ends = 1",
                "actor = 'a'",
                "door = 'mqtt'",
                "origin = NULL",
                "action = 'w'",
                "object = object || char(7)",
                "was = ''",
                "became = NULL",
                "result = 'failed'",
                "reason = ''",
                "hash = zeroblob(32)")) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.getRoot() + "/audit.db");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT * FROM record WHERE seq = 7");
                statement.execute("UPDATE record SET " + change + " WHERE seq = 7");
                assertTrue(change, verify().broken().orElse("").startsWith("record 7 is not"));
                statement.execute("DELETE FROM record WHERE seq = 7");
                statement.execute("INSERT INTO record SELECT * FROM kept");
                statement.execute("DROP TABLE kept");
            }
        }
        assertEquals(Optional.empty(), verify().broken());
    }

    @Test
    public void verify_cutInTheMiddle_isFound() throws SQLException {
        tamper("DELETE FROM record WHERE seq IN (5, 6)");
        assertBroken("records 5 to 6 are missing");
    }

    @Test
    public void verify_cutAndNumberedAnew_isFound() throws SQLException {
        tamper("DELETE FROM record WHERE seq = 5", "UPDATE record SET seq = seq - 1 WHERE seq > 5");
        assertBroken("record 5 is not what was written there, or does not follow the one before it");
    }

    @Test
    public void verify_reordered_isFound() throws SQLException {
        tamper(
                "UPDATE record SET seq = 100 WHERE seq = 5",
                "UPDATE record SET seq = 5 WHERE seq = 6",
                "UPDATE record SET seq = 6 WHERE seq = 100");
        assertBroken("record 5 is not what was written there, or does not follow the one before it");
    }

    @Test
    public void verify_lastOnesTaken_isFoundWhileTheGatewayRuns() throws SQLException {
        tamper("DELETE FROM record WHERE seq > 10");
        assertBroken("the records after 10 are missing, up to 12");
    }

    /** While the gateway does not run, only a checkpoint elsewhere knows. */
    @Test
    public void verify_lastOnesTakenBeforeAStart_isFoundByACheckpoint() throws SQLException {
        AuditCheckpoint elsewhere = writer.end().at(clock.instant());
        tamper("DELETE FROM record WHERE seq > 10");
        writer = writer();
        assertEquals(Optional.empty(), verify().broken());
        assertEquals(
                Optional.of("the chain ends at 10, before the checkpoint's record 12"),
                verify(Optional.of(elsewhere)).broken());
        put("write", "another");
        put("write", "and another");
        assertEquals(
                Optional.of("record 12 is another than that of the checkpoint"),
                verify(Optional.of(elsewhere)).broken());
    }

    @Test
    public void verify_checkpointOfNow_isWhole() {
        AuditCheckpoint elsewhere = writer.end().at(clock.instant());
        put("write", "one more");
        assertEquals(Optional.empty(), verify(Optional.of(elsewhere)).broken());
    }

    @Test
    public void verify_firstOnesTaken_isFound() throws SQLException {
        tamper("DELETE FROM record WHERE seq <= 3");
        assertBroken("records 1 to 3 are missing");
    }

    /** Whoever also moves the beginning has no record in the chain that says so. */
    @Test
    public void verify_firstOnesTakenWithTheBeginningMoved_isFound() throws SQLException {
        tamper(
                "UPDATE beginning SET seq = 3, hash = (SELECT hash FROM record WHERE seq = 3)",
                "DELETE FROM record WHERE seq <= 3");
        assertBroken("the records up to 3 are missing, and none says that the gateway deleted them");
    }

    @Test
    public void triggers_changeOrDelete_areRefused() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.getRoot() + "/audit.db");
                Statement statement = connection.createStatement()) {
            assertThrows(SQLException.class, () -> statement.execute("UPDATE record SET actor = 'bob'"));
            assertThrows(SQLException.class, () -> statement.execute("DELETE FROM record WHERE seq = 1"));
        }
        assertEquals(Optional.empty(), verify().broken());
    }

    @Test
    public void shorten_byCount_keepsAChainThatIsWholeAndSaysSo() {
        writer.shorten(DAYS, 5, true);
        assertEquals(Optional.empty(), verify().broken());
        assertEquals("records 1 to 7", newest().act().object());
        assertEquals(RECORDS - 7 + 1, verify().records());
        put("write", "more");
        writer.shorten(DAYS, 5, true);
        writer = writer();
        assertEquals(Optional.empty(), verify().broken());
        assertEquals("records 8 to 9", newest().act().object());
    }

    private AuditEntry newest() {
        return store.find(AuditQuery.newest(1)).get(0);
    }

    @Test
    public void shorten_byAge_deletesThoseThatAreOlder() {
        writer.shorten(Duration.ofDays(4), 1_000, true);
        assertEquals("records 1 to 8", newest().act().object());
        assertEquals(Optional.empty(), verify().broken());
    }

    /** So that not every minute of a full audit is a record about it. */
    @Test
    public void shorten_littleToDelete_waits() {
        put("write", "another");
        writer.shorten(DAYS, RECORDS, true);
        long end = writer.end().seq();
        put("write", "one that is young");
        writer.shorten(Duration.ofHours(252), 200, false);
        assertEquals(end + 1, writer.end().seq());
    }
}
