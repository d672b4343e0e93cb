// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.update.UpdateState;
import io.bms.testkit.FullDisk;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import io.bms.testkit.PowerCut;
import io.bms.update.FeatureList;
import io.bms.update.Signers;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class HotRunTest {
    private static final String OLD = "1-old";
    private static final String NEW = "2-new";
    private static final UpdaterSettings SETTINGS =
            new UpdaterSettings(Signers.EITHER, Duration.ofSeconds(120), Duration.ofSeconds(60), Set.of());

    @Rule
    public final TemporaryFolder root = new TemporaryFolder();

    @Rule
    public final TemporaryFolder scratch = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler thread = new ManualScheduler(clock);
    private final FakeFramework framework = new FakeFramework(clock);
    private final Progress progress = new Progress(clock, () -> {});
    private final SwapPlan plan = SwapPlan.of(
            List.of(new FeatureList.Change("io.bms/bms-bacnet", Optional.of("0.1.0"), Optional.of("0.1.1"))),
            changed -> changed,
            true);
    private PowerCut disk;
    private UpdateFolder folder;
    private HotRun hot;
    private boolean unlocked;

    @Before
    public void inForce() throws IOException {
        disk = new PowerCut(root.getRoot().toPath());
        Path data = root.getRoot().toPath().resolve("data");
        folder = new UpdateFolder(disk, data, clock);
        folder.remember("here");
        folder.commit(OLD);
        hot = new HotRun(framework, folder, SETTINGS, progress, clock, thread);
    }

    private void begin() {
        hot.begin(NEW, "0.1.0", "0.1.1", plan, () -> unlocked = true);
        thread.advance(Duration.ofSeconds(1));
    }

    private String outcome() throws IOException {
        List<UpdateFolder.Entry> history = folder.history();
        return history.isEmpty() ? "none" : history.get(history.size() - 1).outcome();
    }

    private UpdateState.Phase phase() {
        return progress.state("", Optional.empty()).phase();
    }

    @Test
    public void allIsAsBefore_isCommittedAfterTheProof() throws IOException {
        begin();
        assertEquals(UpdateState.Phase.GATE, phase());
        assertEquals(Optional.of(NEW), folder.hot());
        thread.advance(Duration.ofSeconds(59));
        assertEquals("not before", Optional.of(OLD), folder.committed());
        thread.advance(Duration.ofSeconds(1));
        assertEquals(Optional.of(NEW), folder.committed());
        assertEquals(OLD, folder.previous());
        assertEquals("in force", outcome());
        assertEquals(Optional.empty(), folder.hot());
        assertEquals(List.of("watch", "swap 0.1.0 0.1.1", "ended"), framework.done);
        assertEquals(UpdateState.Phase.IDLE, phase());
        assertTrue(unlocked);
    }

    /** What comes back late but in time, and what comes and goes, has to stay for as long as the proof says. */
    @Test
    public void goodAgainLate_isCommittedAfterTheProofFromThenOn() throws IOException {
        framework.plantIsDown = false;
        framework.readsNothing.add("0.1.1");
        begin();
        thread.advance(Duration.ofSeconds(100));
        framework.readsNothing.clear();
        thread.advance(Duration.ofSeconds(59));
        assertEquals(Optional.of(OLD), folder.committed());
        thread.advance(Duration.ofSeconds(2));
        assertEquals(Optional.of(NEW), folder.committed());
    }

    @Test
    public void readsNothing_isTakenBackWithinTheTime_andIsAFailure() throws IOException {
        framework.readsNothing.add("0.1.1");
        begin();
        thread.advance(Duration.ofSeconds(119));
        assertEquals("0.1.1", framework.running);
        assertTrue(progress.state("", Optional.empty()).findings().get(0).contains("1 of 1 points"));
        thread.advance(Duration.ofSeconds(3));
        assertEquals("0.1.0", framework.running);
        assertEquals(Optional.of(OLD), folder.committed());
        assertEquals(
                "taken back: 1 of 1 points that were good are not good again, one is " + FakeFramework.POINT,
                outcome());
        assertTrue(folder.failure(NEW).isPresent());
        assertEquals(
                List.of("watch", "swap 0.1.0 0.1.1", "watch", "ended", "swap 0.1.1 0.1.0", "ended"), framework.done);
        assertTrue(unlocked);
    }

    /** The plant went down meanwhile: nobody knows whose fault it was, so it is no failure of the update. */
    @Test
    public void plantIsDown_isInconclusive() throws IOException {
        begin();
        framework.plantIsDown = true;
        thread.advance(Duration.ofMinutes(10));
        assertEquals("0.1.0", framework.running);
        assertTrue(outcome(), outcome().startsWith("inconclusive: 1 of 1 points that were good"));
        assertEquals(Optional.empty(), folder.failure(NEW));
        assertEquals(Optional.of(OLD), folder.committed());
        assertEquals(Optional.empty(), folder.hot());
    }

    @Test
    public void bundleDoesNotStart_isTakenBack() throws IOException {
        framework.doesNotStart.add("0.1.1");
        begin();
        thread.advance(Duration.ofMinutes(3));
        assertEquals("taken back: io.bms.bacnet 0.1.1 does not run", outcome());
        assertEquals("0.1.0", framework.running);
    }

    @Test
    public void cannotBePutIn_isTakenBackAtOnce() throws IOException {
        framework.cannotBePut.add("0.1.1");
        begin();
        thread.advance(Duration.ofSeconds(1));
        assertEquals("taken back: it cannot be put in: unresolved constraint", outcome());
        assertTrue(unlocked);
    }

    /** Then the process starts anew, with what is in force. */
    @Test
    public void cannotBeTakenBackInTheRunningGateway_restarts() throws IOException {
        framework.readsNothing.add("0.1.1");
        framework.cannotBePut.add("0.1.0");
        begin();
        thread.advance(Duration.ofMinutes(3));
        assertRestarting();
        assertEquals(Optional.of(OLD), folder.committed());
        assertTrue(folder.failure(NEW).isPresent());
    }

    /** Karaf does nothing any more until that has stopped, so nothing can be put back while it runs. */
    @Test
    public void doesNotStop_isTakenBackByARestart() throws IOException {
        framework.doesNotStop.add("0.1.0");
        begin();
        thread.advance(Duration.ofSeconds(1));
        assertEquals(List.of("watch", "swap 0.1.0 0.1.1", "restart in 1 s"), framework.done);
        assertRestarting();
        assertEquals("taken back: it cannot be put in: io.bms.bacnet 0.1.0 has not stopped", outcome());
        assertEquals(Optional.of(OLD), folder.committed());
        assertEquals("the next start has nothing to say of it", Optional.empty(), folder.hot());
    }

    /** It is tried again, and meanwhile nothing else begins. */
    @Test
    public void restart_onAFullDisk_isTriedAgain() {
        framework.diskFails = true;
        hot.restart(OLD, () -> unlocked = true);
        assertEquals(List.of(), framework.done);
        framework.diskFails = false;
        thread.advance(Duration.ofMinutes(1));
        assertEquals(List.of("restart in 1 s"), framework.done);
        assertRestarting();
    }

    /** Whatever holds this thread up from now on, the watch is outside, and no other update is installed. */
    private void assertRestarting() {
        assertEquals("restart in 1 s", framework.done.get(framework.done.size() - 1));
        assertEquals(UpdateState.Phase.RESTARTING, phase());
        assertFalse("another may be installed", unlocked);
        assertFalse("nothing is left to take back", hot.abort());
    }

    @Test
    public void doesNotStop_whenItIsTakenBack_restarts() throws IOException {
        framework.readsNothing.add("0.1.1");
        framework.doesNotStop.add("0.1.1");
        begin();
        thread.advance(Duration.ofMinutes(3));
        assertRestarting();
        assertTrue(outcome(), outcome().startsWith("taken back: 1 of 1 points"));
        assertTrue(outcome(), outcome().endsWith("; and io.bms.bacnet 0.1.1 has not stopped"));
        assertEquals(Optional.of(OLD), folder.committed());
    }

    @Test
    public void notWanted_isTakenBackAtTheNextLook_andIsNoFailure() throws IOException {
        begin();
        assertTrue(hot.abort());
        thread.advance(Duration.ofSeconds(3));
        assertEquals("taken back: by hand", outcome());
        assertEquals("0.1.0", framework.running);
        assertEquals(Optional.empty(), folder.failure(NEW));
    }

    @Test
    public void notWanted_andDoesNotStop_restarts_andIsNoFailure() throws IOException {
        framework.doesNotStop.add("0.1.1");
        begin();
        assertTrue(hot.abort());
        thread.advance(Duration.ofSeconds(3));
        assertRestarting();
        assertEquals("taken back: by hand", outcome());
        assertEquals(Optional.empty(), folder.failure(NEW));
    }

    /** The memory of what was taken back is not held against what was before. */
    @Test
    public void leaks_isTakenBackInTheRunningGateway() throws IOException {
        framework.leaks.add("0.1.1");
        begin();
        thread.advance(Duration.ofMinutes(3));
        assertEquals("taken back: it takes 500 MiB of memory, and took 0", outcome());
        assertEquals("ended", framework.done.get(framework.done.size() - 1));
    }

    /** Whoever did not want it has said why. */
    @Test
    public void notWanted_whileThePlantIsDown_isTakenBackByHand() throws IOException {
        begin();
        framework.plantIsDown = true;
        hot.abort();
        thread.advance(Duration.ofMinutes(3));
        assertEquals("taken back: by hand", outcome());
    }

    /** What the driver before it read until it left says nothing of this one, however seldom the points are read. */
    @Test
    public void readByTheFormerOneMeanwhile_isNoProof() throws IOException {
        framework.readsNothing.add("0.1.1");
        framework.readAtTheEnd = true;
        begin();
        thread.advance(Duration.ofMinutes(4));
        assertEquals(Optional.of(OLD), folder.committed());
        assertTrue(outcome(), outcome().startsWith("taken back: 1 of 1 points"));
    }

    /** A clock that is set in the middle, by a time server or by somebody, is no fault of the update. */
    @Test
    public void clockSet_whileItIsTried_isInForce() throws IOException {
        AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
        Clock wall = new Clock() {
            @Override
            public Instant instant() {
                return clock.instant().plus(off.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
        for (String time : List.of("1970-01-01T00:05:00Z", "2099-12-31T23:59:00Z", "2026-01-01T00:00:00Z")) {
            folder.commit(OLD);
            FakeFramework there = new FakeFramework(wall);
            HotRun one = new HotRun(there, folder, SETTINGS, progress, wall, thread);
            one.begin(NEW, "0.1.0", "0.1.1", plan, () -> unlocked = true);
            thread.advance(Duration.ofSeconds(5));
            off.set(Duration.between(clock.instant(), Instant.parse(time)));
            thread.advance(Duration.ofMinutes(3));
            assertEquals("set to " + time, Optional.of(NEW), folder.committed());
            assertEquals("in force", outcome());
        }
    }

    @Test
    public void diskFull_atEachWrite_whatRunsIsInForce() throws IOException {
        int writes = 0;
        boolean done = false;
        while (!done) {
            FullDisk full = new FullDisk(Integer.MAX_VALUE);
            UpdateFolder on = new UpdateFolder(full, scratch.newFolder().toPath(), clock);
            on.remember("here");
            on.commit(OLD);
            FakeFramework there = new FakeFramework(clock);
            ManualScheduler its = new ManualScheduler(clock);
            HotRun one = new HotRun(there, on, SETTINGS, progress, clock, its);
            unlocked = false;
            full.leave(writes);
            one.begin(NEW, "0.1.0", "0.1.1", plan, () -> unlocked = true);
            its.advance(Duration.ofMinutes(10));
            assertEquals(
                    "after " + writes + " writes",
                    on.committed().orElseThrow().equals(NEW) ? "0.1.1" : "0.1.0",
                    there.running);
            assertEquals(UpdateState.Phase.IDLE, phase());
            assertTrue(unlocked);
            done = full.left() > 0;
            full.leave(Integer.MAX_VALUE);
            one.forgetEnded();
            assertEquals("another can be installed", Optional.empty(), on.hot());
            writes++;
        }
        assertTrue("hot, previous, newest, committed, history: " + writes, writes > 5);
    }

    @Test
    public void diskTakesNothing_isNotTried() throws IOException {
        framework.diskFails = true;
        begin();
        assertEquals(List.of(), framework.done);
        assertEquals("0.1.0", framework.running);
        assertEquals(UpdateState.Phase.IDLE, phase());
        assertTrue(unlocked);
    }

    /** Old or new, never a mix, and a start knows that it was tried. */
    @Test
    public void powerLost_atAnyMoment_oldOrNew() throws IOException {
        int before = disk.count();
        begin();
        thread.advance(Duration.ofMinutes(2));
        int over = disk.count();
        int states = disk.everywhere(before, scratch.getRoot().toPath().resolve("after"), at -> {
            String committed = text(at.resolve("data/updates/committed"));
            assertTrue(committed, committed.equals(OLD) || committed.equals(NEW));
        });
        assertTrue("states: " + states, states > 20);
        disk.everywhere(over, scratch.getRoot().toPath().resolve("after"), at -> {
            assertEquals(NEW, text(at.resolve("data/updates/committed")));
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
