// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.disk.Disk;
import io.bms.testkit.FullDisk;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import io.bms.testkit.PowerCut;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class UpdatesTest {
    private static final String HERE = "0123456789abcdef";
    private static final String OLD = "16-old";
    private static final String NEW = "17-new";
    private static final String PROVED = "2026-11-23T00:00:00Z 16-old in force\n";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final TemporaryFolder scratch = new TemporaryFolder();

    private final List<String> said = new ArrayList<>();
    private final ManualScheduler scheduler = new ManualScheduler(new ManualClock());
    private final List<String> restarts = new ArrayList<>();
    private Path root;
    private Layout layout;
    private PowerCut disk;
    private int staged;

    /** An update is in force, another waits for its trial, all of it on the disk. */
    @Before
    public void staged() throws Exception {
        root = folder.getRoot().toPath();
        layout = new Layout(scratch.newFolder("home").toPath(), root.resolve("data"));
        disk = new PowerCut(root);
        disk.createFolders(layout.updateRepository());
        write("distribution", HERE + "\n");
        set(OLD, "0.1.1");
        set(NEW, "0.1.2");
        write("committed", OLD + "\n");
        write("trial", NEW + " 0\n");
        write("history", PROVED);
        staged = disk.count();
    }

    private void set(String id, String version) throws IOException {
        disk.createFolders(layout.updates().resolve("sets").resolve(id));
        write("sets/" + id + "/SHA256SUMS", "");
        write(
                "sets/" + id + "/set.properties",
                "distribution=" + HERE + "\nrepository=mvn:io.bms/bms-features/" + version
                        + "/xml/features\nfeature=bms-gateway/" + version + "\n");
    }

    private void write(String name, String content) throws IOException {
        disk.write(layout.updates().resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    private Updates updates(Disk on, Layout at) {
        return new Updates(on, at, Clock.systemUTC(), said::add);
    }

    private String started() throws IOException {
        return updates(disk, layout).choose(HERE).map(UpdateSet::id).orElse("distribution");
    }

    private String file(String name) throws IOException {
        Path file = layout.updates().resolve(name);
        return Files.exists(file) ? Files.readString(file).strip() : "none";
    }

    /** Whichever write of a trial the disk does not take, what starts afterwards is the old update or the new one. */
    @Test
    public void diskFull_atEachWrite_oldOrNew_andNeverAThirdTrial() throws IOException {
        for (int writes = 0; writes < 12; writes++) {
            write("committed", OLD + "\n");
            write("trial", NEW + " 0\n");
            for (int start = 0; start < 3; start++) {
                FullDisk some = new FullDisk(writes);
                try {
                    Updates updates = new Updates(some, layout, Clock.systemUTC(), said::add);
                    updates.choose(HERE);
                    if (updates.onTrial()) {
                        assertTrue("it is counted first", file("trial").matches(NEW + " [12]"));
                        updates.commit();
                    }
                } catch (IOException e) {
                    assertEquals("No space left on device", e.getMessage());
                }
                String committed = file("committed");
                assertTrue(committed, committed.equals(OLD) || committed.equals(NEW));
            }
            String started = started();
            assertTrue(started, started.equals(OLD) || started.equals(NEW));
        }
        assertEquals("with room for all of it", NEW, file("committed"));
    }

    @Test
    public void provedItself_isInForce() throws IOException {
        Updates updates = updates(disk, layout);
        assertEquals(NEW, updates.choose(HERE).orElseThrow().id());
        assertEquals("not before it has proved itself", OLD, file("committed"));
        updates.commit();

        assertEquals(NEW, file("committed"));
        UpdateFolder folder = new UpdateFolder(disk, layout.data(), Clock.systemUTC());
        assertEquals(OLD, folder.previous());
        assertEquals(17, folder.newest());
        assertEquals("none", file("trial"));
        assertEquals(NEW, started());
        assertTrue(file("history"), file("history").endsWith(" 17-new in force"));
    }

    /** Killed, crashed or out of memory: the third start is with what was before. */
    @Test
    public void startedTwiceWithoutProof_isTakenBack() throws IOException {
        assertEquals(List.of(NEW, NEW, OLD, OLD), List.of(started(), started(), started(), started()));
        assertTrue(file("history"), file("history").endsWith("taken back: it was started 2 times and did not last"));
        assertEquals("none", file("newest"));
    }

    @Test
    public void forAnotherDistribution_isRefusedAndNotTried() throws IOException {
        assertEquals(
                "distribution",
                updates(disk, layout).choose("another").map(UpdateSet::id).orElse("distribution"));
        assertEquals("none", file("trial"));
        assertEquals("another", file("distribution"));
    }

    @Test
    public void endedWhileItWasTriedInTheRunningGateway_isTakenBack() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        write("hot", NEW + "\n");
        assertEquals(OLD, started());
        assertTrue(file("history"), file("history").endsWith("taken back: the gateway ended while it was tried"));
        assertEquals("none", file("hot"));
    }

    @Test
    public void endedJustAfterItWasCommittedInTheRunningGateway_isInForce() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        write("hot", NEW + "\n");
        write("committed", NEW + "\n");
        assertEquals(NEW, started());
        assertTrue(file("history"), file("history").endsWith(" 17-new in force"));
        assertEquals("none", file("hot"));
        String once = file("history");
        assertEquals(NEW, started());
        assertEquals(once, file("history"));
    }

    @Test
    public void endedJustAfterItWasTakenBackByHand_isInTheHistory() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        write("back", NEW + "\n");
        assertEquals(OLD, started());
        assertTrue(file("history"), file("history").endsWith(" 17-new taken back: by hand"));
        assertEquals("none", file("back"));
    }

    @Test
    public void endedJustBeforeItWasTakenBackByHand_isStillInForce() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        write("back", OLD + "\n");
        assertEquals(OLD, started());
        assertEquals(PROVED.strip(), file("history"));
        assertEquals("none", file("back"));
    }

    /** It starts all the same, and the next start records it. */
    @Test
    public void whatWasMissed_onAFullDisk_isRecordedLater() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        write("back", NEW + "\n");
        Updates updates = updates(new FullDisk(0), layout);
        assertEquals(OLD, updates.choose(HERE).orElseThrow().id());
        assertTrue(said.toString(), said.get(0).startsWith("What became of an update cannot be recorded"));
        assertEquals(OLD, started());
        assertTrue(file("history"), file("history").endsWith(" 17-new taken back: by hand"));
    }

    /** As on a disk that is failing: the distribution's own bundles start, nothing is tried, and it is said why. */
    @Test
    public void unreadable_whatIsInForce_startsTheDistribution_andIsNamed() throws IOException {
        makeUnreadable("committed");
        Updates updates = updates(disk, layout);
        assertEquals(Optional.empty(), updates.choose(HERE));
        assertFalse(updates.onTrial());
        assertTrue(said.toString(), said.get(0).contains(layout.updates().resolve("committed") + " cannot be read"));
    }

    /** What only the history would have, no start fails upon. */
    @Test
    public void unreadable_whatWasTriedOrTakenBack_startsWhatIsInForce() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        for (String name : List.of("hot", "back")) {
            makeUnreadable(name);
            assertEquals(
                    name, OLD, updates(disk, layout).choose(HERE).orElseThrow().id());
        }
    }

    private void makeUnreadable(String name) throws IOException {
        write(name, OLD);
        disk.delete(layout.updates().resolve(name));
        disk.createFolders(layout.updates().resolve(name));
    }

    @Test
    public void unreadable_whatEachStartWrites_isMended() throws IOException {
        for (String name : List.of("distribution", "home", "factory", "trial")) {
            Files.write(layout.updates().resolve(name), new byte[] {(byte) 0xff});
        }
        Files.createDirectories(layout.home().resolve("system"));
        Files.createDirectories(layout.home().resolve("lib"));
        Files.createDirectories(layout.home().resolve("etc"));
        updates(disk, layout).remember(layout.home());
        assertEquals(OLD, started());
        assertEquals("none", file("trial"));
        assertEquals(HERE, file("distribution"));
        assertEquals(layout.home().toString(), file("home"));
        assertTrue(file("factory"), file("factory").endsWith(" " + layout.home()));
    }

    private final List<String> marked = new ArrayList<>();

    @Test
    public void watch_notClosedInTime_restarts_andClosedDoesNot() throws Exception {
        Files.createDirectories(layout.home().resolve("system"));
        CacheFolder cache = CacheFolder.prepare(Disk.real(), layout, "key", marked::add);
        cache.markComplete();
        UpdateWatch watch = new UpdateWatch(cache, scheduler, () -> restarts.add("restart"));
        AutoCloseable ended = watch.apply(60);
        assertFalse("believed by a later start", Files.exists(cache.path().resolve("complete")));
        scheduler.advance(Duration.ofSeconds(59));
        ended.close();
        scheduler.advance(Duration.ofSeconds(5));
        assertEquals(List.of(), restarts);
        watch.apply(60);
        scheduler.advance(Duration.ofSeconds(60));
        assertEquals(List.of("restart"), restarts);
    }

    @Test
    public void trialThatSaysNothing_isForgotten() throws IOException {
        for (String text : List.of("", "x", NEW, "../../etc 0", OLD + " 1")) {
            write("trial", text);
            assertEquals(text, OLD, started());
            assertEquals("none", file("trial"));
        }
    }

    /** Whatever came to the disk, the gateway starts with the one or the other, and knows that it tried. */
    @Test
    public void powerLost_atAnyMomentOfATrialThatIsKept_oldOrNew() throws IOException {
        Updates updates = updates(disk, layout);
        updates.choose(HERE);
        int counted = disk.count();
        updates.commit();
        int over = disk.count();

        int states = disk.everywhere(staged, scratch.getRoot().toPath().resolve("after"), this::oldOrNew);

        assertTrue("states: " + states, states > 20);
        disk.everywhere(counted, scratch.getRoot().toPath().resolve("after"), at -> {
            Path trial = at.resolve("data/updates/trial");
            assertTrue(
                    "the start was not counted",
                    Files.notExists(trial) || text(trial).equals(NEW + " 1"));
        });
        disk.everywhere(over, scratch.getRoot().toPath().resolve("after"), at -> {
            assertEquals("in force", NEW, text(at.resolve("data/updates/committed")));
        });
    }

    @Test
    public void powerLost_atAnyMomentOfATrialThatFails_oldOrNew() throws IOException {
        Updates updates = updates(disk, layout);
        updates.choose(HERE);
        updates.takeBack("it reads nothing");
        int over = disk.count();

        disk.everywhere(staged, scratch.getRoot().toPath().resolve("after"), this::oldOrNew);
        disk.everywhere(over, scratch.getRoot().toPath().resolve("after"), at -> {
            assertTrue("tried again", Files.notExists(at.resolve("data/updates/trial")));
        });
    }

    private void oldOrNew(Path at) {
        try {
            String chosen = updates(Disk.real(), new Layout(layout.home(), at.resolve("data")))
                    .choose(HERE)
                    .map(UpdateSet::id)
                    .orElse("distribution");
            assertTrue("started with " + chosen, chosen.equals(OLD) || chosen.equals(NEW));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private UpdateTrial trial() throws IOException {
        Updates updates = updates(disk, layout);
        updates.choose(HERE);
        return new UpdateTrial(
                updates, Duration.ofMinutes(3), Duration.ofSeconds(60), scheduler, () -> restarts.add("restart"));
    }

    @Test
    public void trial_runsOnWhenReady_isCommitted() throws IOException {
        UpdateTrial trial = trial();
        trial.starting();
        scheduler.advance(Duration.ofSeconds(10));
        trial.ready(List::of);
        scheduler.advance(Duration.ofSeconds(59));
        assertEquals(OLD, file("committed"));
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(NEW, file("committed"));
        scheduler.advance(Duration.ofMinutes(5));
        assertEquals(List.of(), restarts);
    }

    @Test
    public void trial_neverReady_isTakenBackAndRestarted() throws IOException {
        trial().starting();
        scheduler.advance(Duration.ofSeconds(179));
        assertEquals(List.of(), restarts);
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(List.of("restart"), restarts);
        assertTrue(file("history"), file("history").endsWith("taken back: it was not ready within 180 seconds"));
        assertEquals(OLD, started());
    }

    @Test
    public void trial_endsBeforeItIsReady_isTakenBackAtOnce() throws IOException {
        UpdateTrial trial = trial();
        trial.starting();
        assertTrue("it is to be started again", trial.ended());
        assertTrue(file("history"), file("history").endsWith("taken back: it ended before it was ready"));
        assertEquals(OLD, started());
        assertEquals("whoever calls this ends the process", List.of(), restarts);
    }

    /** As by a command; the next start goes on with it. */
    @Test
    public void trial_endsOnceItWasReady_isNotTakenBack() throws IOException {
        UpdateTrial trial = trial();
        trial.starting();
        trial.ready(List::of);
        assertFalse(trial.ended());
        assertEquals(NEW, started());
    }

    @Test
    public void nothingOnTrial_endsBeforeItIsReady_isNothingOfItsOwn() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        assertFalse(trial().ended());
    }

    @Test
    public void trial_aBundleDoesNotRun_isTakenBackAndRestarted() throws IOException {
        UpdateTrial trial = trial();
        trial.starting();
        trial.ready(() -> List.of("io.bms.bacnet"));
        scheduler.advance(Duration.ofSeconds(60));
        assertEquals(List.of("restart"), restarts);
        assertTrue(file("history"), file("history").endsWith("these parts of it did not run: io.bms.bacnet"));
        assertEquals(OLD, file("committed"));
    }

    @Test
    public void trial_takenBackByHand_isNotCommitted() throws IOException {
        UpdateTrial trial = trial();
        trial.starting();
        trial.ready(List::of);
        disk.delete(layout.updates().resolve("trial"));
        scheduler.advance(Duration.ofSeconds(60));
        assertEquals(List.of("restart"), restarts);
        assertEquals(OLD, file("committed"));
        assertEquals("whoever took it back has recorded it", PROVED.strip(), file("history"));
    }

    @Test
    public void trial_nothingOnTrial_doesNothing() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        UpdateTrial trial = trial();
        trial.starting();
        trial.ready(() -> List.of("io.bms.bacnet"));
        scheduler.advance(Duration.ofMinutes(10));
        assertEquals(List.of(), restarts);
        assertEquals(PROVED.strip(), file("history"));
    }
}
