// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditQuery;
import io.bms.api.audit.AuditResult;
import io.bms.api.status.StatusItem;
import io.bms.testkit.Await;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SqliteAuditTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final AuditActor ANNA = AuditActor.rest("anna", "10.0.0.7");
    private static final AuditAct WRITE =
            new AuditAct(ANNA, "set_value_to_point", "1002.analogValue.101", Optional.of("20"), Optional.of("24"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private final List<SqliteAudit> open = new ArrayList<>();
    private FailingStore store;
    private SqliteAudit audit;

    /** A disk that takes nothing while it is full. */
    private static final class FailingStore implements AuditStore {
        private final AuditStore disk;
        volatile boolean full;

        FailingStore(AuditStore disk) {
            this.disk = disk;
        }

        private void require() {
            if (full) {
                throw new UncheckedIOException(new IOException("disk is full"));
            }
        }

        @Override
        public ChainEnd beginning() {
            return disk.beginning();
        }

        @Override
        public ChainEnd end() {
            return disk.end();
        }

        @Override
        public void append(List<Link> links) {
            require();
            disk.append(links);
        }

        @Override
        public void shorten(ChainEnd last, Link link) {
            require();
            disk.shorten(last, link);
        }

        @Override
        public Optional<ChainEnd> surplus(Instant before, int most) {
            return disk.surplus(before, most);
        }

        @Override
        public List<ChainTable.Stored> after(long seq, int most) {
            return disk.after(seq, most);
        }

        @Override
        public long told() {
            return disk.told();
        }

        @Override
        public void told(long seq) {
            disk.told(seq);
        }

        @Override
        public List<AuditEntry> find(AuditQuery query) {
            return disk.find(query);
        }
    }

    @Before
    public void open() {
        audit = open(false);
    }

    private SqliteAudit open(boolean required) {
        SqliteAuditStore disk = new SqliteAuditStore(folder.getRoot().toPath());
        store = new FailingStore(disk);
        SqliteAudit opened = new SqliteAudit(
                new AuditSettings(Duration.ofDays(90), 1_000, required, Optional.empty()),
                store,
                disk.setAside(),
                disk::close,
                "version 1",
                clock,
                Executors.newSingleThreadScheduledExecutor());
        open.add(opened);
        return opened;
    }

    @After
    public void close() {
        open.forEach(SqliteAudit::close);
    }

    private List<AuditEntry> all() {
        return audit.find(AuditQuery.newest(100));
    }

    @Test
    public void begin_andEnd_areOneEntryWithBeforeAndAfter() {
        AuditLog.Intention intention = audit.begin(WRITE);
        assertTrue(Await.result(intention.admitted(), SOON));
        AuditEntry begun = all().get(0);
        assertEquals(AuditResult.UNKNOWN, begun.outcome().result());
        assertEquals(Optional.empty(), begun.ended());
        clock.advance(Duration.ofSeconds(2));
        Await.result(
                intention
                        .end(new AuditOutcome(
                                AuditResult.SUCCESS, Optional.empty(), Optional.of("19.5"), Optional.empty()))
                        .thenApply(none -> true),
                SOON);
        AuditEntry ended = all().get(0);
        assertEquals(begun.seq(), ended.seq());
        assertEquals(WRITE, ended.act());
        assertEquals(AuditResult.SUCCESS, ended.outcome().result());
        assertEquals(Optional.of("19.5"), ended.before());
        assertEquals(Optional.of("24"), ended.after());
        assertEquals(Optional.of(clock.instant()), ended.ended());
    }

    /** Another opens the file as it is, as after a kill. */
    @Test
    public void begin_killedBeforeTheEnd_isUnknownAfterwards() {
        Await.result(audit.begin(WRITE).admitted(), SOON);
        audit = open(false);
        AuditEntry entry = all().stream()
                .filter(one -> one.act().equals(WRITE))
                .findFirst()
                .orElseThrow();
        assertEquals(AuditResult.UNKNOWN, entry.outcome().result());
        assertTrue(audit.verify(Optional.empty()).isWhole());
    }

    @Test
    public void find_filters_narrow() {
        audit.done(WRITE, AuditOutcome.SUCCESS);
        clock.advance(Duration.ofMinutes(1));
        audit.done(
                new AuditAct(new AuditActor("bob", AuditActor.Door.MQTT, Optional.empty()), "reboot", ""),
                AuditOutcome.denied("no right"));
        assertEquals(1, found(Optional.of("bob"), Optional.empty(), Optional.empty()));
        assertEquals(0, found(Optional.of("bo"), Optional.empty(), Optional.empty()));
        assertEquals(1, found(Optional.empty(), Optional.of("ANALOGVALUE.101"), Optional.empty()));
        assertEquals(1, found(Optional.empty(), Optional.empty(), Optional.of(AuditResult.DENIED)));
        AuditQuery page = AuditQuery.newest(1);
        long newest = audit.find(page).get(0).seq();
        assertEquals(newest - 1, audit.find(page.below(newest)).get(0).seq());
        AuditQuery minute = new AuditQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(clock.instant()),
                Optional.of(clock.instant().plusSeconds(1)),
                OptionalLong.empty(),
                10);
        assertEquals(1, audit.find(minute).size());
    }

    private int found(Optional<String> actor, Optional<String> text, Optional<AuditResult> result) {
        return audit.find(new AuditQuery(
                        actor, text, result, Optional.empty(), Optional.empty(), OptionalLong.empty(), 100))
                .size();
    }

    @Test
    public void restart_saysWhenTheGatewayStoppedAndStarted() {
        audit.close();
        open.remove(audit);
        audit = open(false);
        List<String> actions = all().stream().map(entry -> entry.act().action()).toList();
        assertEquals(List.of(SqliteAudit.STARTED, SqliteAudit.STOPPED, SqliteAudit.STARTED), actions);
    }

    @Test
    public void fullDisk_actsGoOnAndAreWrittenOnceItIsNot() {
        all();
        store.full = true;
        AuditLog.Intention intention = audit.begin(WRITE);
        assertTrue(Await.result(intention.admitted(), SOON));
        Await.result(intention.end(AuditOutcome.SUCCESS).thenApply(none -> true), SOON);
        assertEquals(
                List.of(AuditProblems.NOT_STORED),
                audit.status().stream()
                        .map(item -> ((StatusItem.Problem) item).code())
                        .toList());
        store.full = false;
        AuditEntry entry = all().get(0);
        assertEquals(WRITE, entry.act());
        assertEquals(AuditResult.SUCCESS, entry.outcome().result());
        assertEquals(List.of(), audit.status());
        assertTrue(audit.verify(Optional.empty()).isWhole());
    }

    @Test
    public void fullDisk_whereRequired_nothingIsAdmitted() {
        all();
        audit = open(true);
        assertTrue(Await.result(audit.begin(WRITE).admitted(), SOON));
        store.full = true;
        assertFalse(Await.result(audit.begin(WRITE).admitted(), SOON));
        store.full = false;
        assertTrue(Await.result(audit.begin(WRITE).admitted(), SOON));
    }

    /** More than memory holds for a disk that takes nothing is lost, and the chain says how much. */
    @Test
    public void fullDiskForLong_saysHowManyAreLost() {
        all();
        ChainWriter writer = new ChainWriter(store, clock, new AuditProblems(clock, List.of(), false));
        store.full = true;
        for (int i = 0; i < ChainWriter.WAITING + 5; i++) {
            writer.put(WRITE, Optional.of(AuditOutcome.SUCCESS), Optional.empty());
            if (i % 1_000 == 0 || i >= ChainWriter.WAITING - 1) {
                writer.write();
            }
        }
        store.full = false;
        writer.write();
        assertEquals(
                "5 records, since the disk took none",
                audit.find(new AuditQuery(
                                Optional.empty(),
                                Optional.of(ChainWriter.LOST),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                OptionalLong.empty(),
                                1))
                        .get(0)
                        .act()
                        .object());
    }

    @Test
    public void bindSink_getsTheCheckpointOfNow() {
        audit.done(WRITE, AuditOutcome.SUCCESS);
        AuditEntry newest = all().get(0);
        List<AuditCheckpoint> told = new ArrayList<>();
        audit.bindSink(told::add);
        assertEquals(newest.seq(), told.get(0).seq());
        assertTrue(audit.verify(Optional.of(told.get(0))).isWhole());
        AuditCheckpoint forged = new AuditCheckpoint(newest.seq(), "0".repeat(64), clock.instant());
        assertFalse(audit.verify(Optional.of(forged)).isWhole());
    }

    @Test
    public void text_thatWouldForgeALine_standsInOne() {
        audit.done(new AuditAct(ANNA, "sign_in", "x\n2026-01-01 admin"), AuditOutcome.SUCCESS);
        assertEquals("x?2026-01-01 admin", all().get(0).act().object());
        assertTrue(audit.verify(Optional.empty()).isWhole());
    }
}
