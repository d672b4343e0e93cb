// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.disk.Disk;
import io.bms.disk.Sha256;
import io.bms.testkit.FullDisk;
import io.bms.testkit.PowerCut;
import io.bms.update.folder.Distributions;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which distribution starts. Each has one program, in which its update's name stands. */
public class BootTest {
    private static final String OLD = "16-old";
    private static final String NEW = "17-new";
    private static final String PROGRAM = "bin/bms";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final TemporaryFolder scratch = new TemporaryFolder();

    private final List<String> said = new ArrayList<>();
    private Path home;
    private Path data;
    private PowerCut disk;
    private UpdateFolder updates;
    private int staged;

    /** One distribution is in force, in A; another waits in B for its trial; all of it is on the disk. */
    @Before
    public void staged() throws Exception {
        home = scratch.newFolder("home").toPath();
        for (String part : List.of("system", "lib", "etc")) {
            Files.createDirectories(home.resolve(part));
        }
        data = folder.getRoot().toPath().resolve("data");
        disk = new PowerCut(folder.getRoot().toPath());
        disk.createFolders(data.resolve("updates"));
        updates = new UpdateFolder(disk, data, Clock.systemUTC());
        updates.remember(home, new UpdateFolder.Factory(CacheFolder.distribution(new Layout(home, data)), home));
        distribution(OLD, "A");
        distribution(NEW, "B");
        updates.commit(OLD);
        updates.putOnTrial(NEW, 0);
        staged = disk.count();
    }

    private void distribution(String id, String box) throws IOException {
        Path tree = data.resolve("distributions").resolve(box);
        write(tree.resolve(PROGRAM), id);
        Path set = data.resolve("updates/sets").resolve(id);
        write(set.resolve(Distributions.LIST), Sha256.of(tree.resolve(PROGRAM)) + "  " + PROGRAM + "\n");
        write(
                set.resolve("set.properties"),
                Distributions.properties(tree, updates.factory().orElseThrow()));
    }

    private void write(Path file, String content) throws IOException {
        disk.createFolders(file.getParent());
        disk.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private Path box(String name) {
        return data.resolve("distributions").resolve(name);
    }

    private Path started() throws IOException {
        return boot(disk).choose();
    }

    private Boot boot(Disk on) {
        return new Boot(on, new Layout(home, data), Clock.systemUTC(), said::add);
    }

    /** The launcher of a distribution, which Boot has chosen. */
    private Updates launched(Path tree) throws IOException {
        Layout layout = new Layout(tree, data);
        Updates launched = new Updates(disk, layout, Clock.systemUTC(), said::add);
        assertTrue("its own bundles", launched.choose("its key").isEmpty());
        return launched;
    }

    private String outcome() throws IOException {
        List<UpdateFolder.Entry> history = updates.history();
        return history.isEmpty() ? "none" : history.get(history.size() - 1).outcome();
    }

    @Test
    public void provedItself_isInForce_andTheOneBeforeAfterIt() throws IOException {
        assertEquals(box("B"), started());
        Updates launched = launched(box("B"));
        assertTrue(launched.onTrial());
        assertEquals("counted once", 1, updates.trial().orElseThrow().starts());
        launched.commit();

        assertEquals(box("B"), started());
        assertFalse(launched(box("B")).onTrial());
        updates.rollBack();
        assertEquals(box("A"), started());
        updates.rollBack();
        assertEquals(home, started());
    }

    @Test
    public void startedTwiceWithoutProof_isTakenBackToTheOther() throws IOException {
        assertEquals(
                List.of(box("B"), box("B"), box("A"), box("A")), List.of(started(), started(), started(), started()));
        assertEquals("taken back: it was started 2 times and did not last", outcome());
    }

    @Test
    public void firstOne_startedTwiceWithoutProof_isTakenBackToWhatWasInstalled() throws IOException {
        updates.rollBack();
        assertEquals(List.of(box("B"), box("B"), home), List.of(started(), started(), started()));
    }

    @Test
    public void saysThatItDoesNotRun_isTakenBackAtOnce() throws IOException {
        started();
        launched(box("B")).takeBack("it was not ready");
        assertEquals(box("A"), started());
        assertEquals("taken back: it was not ready", outcome());
    }

    /** A file that was changed, one that is missing, and one too many, which a class path would take. */
    @Test
    public void damagedOnTrial_isRefusedAndNotStarted() throws IOException {
        for (String kind : List.of("changed", "missing", "a folder", "a link", "a folder's link", "too many")) {
            updates.putOnTrial(NEW, 0);
            damage(box("B"), kind);
            assertEquals(kind, box("A"), started());
            assertTrue(outcome(), outcome().startsWith("refused: " + box("B")));
            assertTrue(updates.trial().isEmpty());
            disk.deleteTree(box("B"));
            write(box("B").resolve(PROGRAM), NEW);
        }
    }

    /** As on a disk that is failing, and for a list that its user may not read. */
    @Test
    public void unreadable_isDamage() throws IOException {
        updates.forgetTrial();
        for (String name : List.of(Distributions.LIST, "set.properties")) {
            updates.commit(NEW);
            Path file = data.resolve("updates/sets").resolve(NEW).resolve(name);
            disk.delete(file);
            disk.createFolders(file);
            assertEquals(box("A"), started());
            assertTrue(outcome(), outcome().startsWith("taken back: "));
            assertTrue(outcome(), outcome().contains("cannot be read (java.io.IOException"));
        }
    }

    /** What was installed is there in any case. */
    @Test
    public void unreadable_whatIsInForceOrWasBefore_startsWhatWasInstalled_andIsNamed() throws IOException {
        for (String name : List.of("committed", "previous")) {
            updates.putOnTrial(NEW, name.equals("committed") ? 0 : 2);
            Path file = data.resolve("updates").resolve(name);
            byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            damage(box("A"), "changed");
            Files.write(file, new byte[] {(byte) 0xff});
            assertEquals(name, home, started());
            String last = said.get(said.size() - 1);
            assertTrue(last, last.startsWith("Which update is in force is not known: " + file + " cannot be read"));
            Files.write(file, before);
        }
    }

    private void damage(Path tree, String kind) throws IOException {
        switch (kind) {
            case "changed" -> write(tree.resolve(PROGRAM), "something else");
            case "missing" -> disk.delete(tree.resolve(PROGRAM));
            case "a folder" -> {
                disk.delete(tree.resolve(PROGRAM));
                disk.createFolders(tree.resolve(PROGRAM));
            }
            case "a link" -> {
                Path elsewhere =
                        Files.move(tree.resolve(PROGRAM), scratch.newFile().toPath(), REPLACE_EXISTING);
                Files.createSymbolicLink(tree.resolve(PROGRAM), elsewhere);
            }
            case "a folder's link" ->
                Files.createSymbolicLink(
                        tree.resolve("boot"), scratch.newFolder().toPath());
            default -> write(tree.resolve("lib/boot/another.jar"), "a stranger's");
        }
    }

    @Test
    public void damagedInForce_givesWayToTheOther_andThatToWhatWasInstalled() throws IOException {
        updates.forgetTrial();
        updates.commit(NEW);
        damage(box("B"), "changed");
        assertEquals(box("A"), started());
        assertEquals(OLD, updates.committed().orElseThrow());
        assertEquals("taken back: " + box("B").resolve(PROGRAM) + " is missing or was changed", outcome());
        damage(box("A"), "missing");
        assertEquals(home, started());
        assertTrue(updates.committed().isEmpty());
        assertEquals(home, started());
    }

    /** Nobody wanted it away, and its package repairs it. */
    @Test
    public void damagedInForce_canBeInstalledAgain_andNoneBeforeIt() throws IOException {
        updates.forgetTrial();
        updates.commit(NEW);
        damage(box("B"), "changed");
        started();
        assertEquals("release 17 is newer than this", 16, updates.newest());
        damage(box("A"), "missing");
        assertEquals(home, started());
        assertEquals("release 16 is not", 16, updates.newest());
    }

    @Test
    public void diskFull_aDamagedOneInForce_givesWayToTheOther_andThatToWhatWasInstalled() throws IOException {
        updates.forgetTrial();
        updates.commit(NEW);
        damage(box("B"), "changed");
        for (int writes = 0; writes < 4; writes++) {
            assertEquals(
                    "after " + writes + " writes",
                    box("A"),
                    boot(new FullDisk(writes)).choose());
        }
        updates.commit(NEW);
        damage(box("A"), "missing");
        for (int writes = 0; writes < 8; writes++) {
            assertEquals(
                    "after " + writes + " writes",
                    home,
                    boot(new FullDisk(writes)).choose());
        }
    }

    /** As by another Debian package: who installed that wants it to run. */
    @Test
    public void anotherWasInstalled_isWhatStarts() throws IOException {
        Files.writeString(home.resolve("lib/another.jar"), "another");
        assertEquals(home, started());
        assertTrue(said.toString(), said.get(0).startsWith("The update 17-new is refused: another distribution"));
        assertTrue(said.toString(), said.get(1).startsWith("The update 16-old is not in force: another distribution"));
        assertEquals("nothing is forgotten", OLD, updates.committed().orElseThrow());
    }

    /** Bundles that were installed upon one run on that one. */
    @Test
    public void bundlesUponADistribution_startIt_andAreTriedByItsLauncher() throws IOException {
        write(data.resolve("updates/sets/18-on/set.properties"), "on=" + OLD + "\n");
        updates.putOnTrial("18-on", 0);
        assertEquals(box("A"), started());
        assertEquals("the launcher counts", 0, updates.trial().orElseThrow().starts());
        updates.forgetTrial();
        updates.commit("18-on");
        assertEquals(box("A"), started());
        assertTrue(updates.kept().containsAll(List.of("18-on", OLD)));
    }

    @Test
    public void diskFull_isNotTried_andWhatIsInForceStarts() throws IOException {
        assertEquals(box("A"), boot(new FullDisk(0)).choose());
        assertEquals(0, updates.trial().orElseThrow().starts());
        assertEquals(box("B"), started());
    }

    @Test
    public void otherOneRuns_whileOneWaits_isNotOnTrial() throws IOException {
        assertFalse(launched(home).onTrial());
        assertEquals(
                "it is kept for its start", NEW, updates.trial().orElseThrow().id());
    }

    /** Whatever came to the disk, the one or the other starts, whole, and never without having been counted. */
    @Test
    public void powerLost_atAnyMomentOfATrialThatIsKept_oldOrNew() throws IOException {
        started();
        int counted = disk.count();
        launched(box("B")).commit();
        int over = disk.count();

        Path after = scratch.getRoot().toPath().resolve("after");
        int states = disk.everywhere(staged, after, this::oldOrNew);
        assertTrue("states: " + states, states > 20);
        disk.everywhere(
                counted,
                after,
                at -> assertTrue("not counted", Files.notExists(at.resolve("data/updates/trial")) || counted(at)));
        disk.everywhere(over, after, at -> assertEquals(NEW, text(at.resolve("data/updates/committed"))));
    }

    @Test
    public void powerLost_atAnyMomentOfATrialThatFails_oldOrNew() throws IOException {
        started();
        launched(box("B")).takeBack("it reads nothing");
        int over = disk.count();

        Path after = scratch.getRoot().toPath().resolve("after");
        disk.everywhere(staged, after, this::oldOrNew);
        disk.everywhere(over, after, at -> assertEquals(OLD, startedAt(at)));
    }

    @Test
    public void powerLost_whileADamagedOneIsTakenBack_theOtherOrWhatWasInstalled() throws IOException {
        updates.forgetTrial();
        updates.commit(NEW);
        write(box("B").resolve(PROGRAM), "something else");
        int before = disk.count();
        started();
        disk.everywhere(before, scratch.getRoot().toPath().resolve("after"), at -> assertEquals(OLD, startedAt(at)));
    }

    private static boolean counted(Path at) {
        return text(at.resolve("data/updates/trial")).equals(NEW + " 1");
    }

    private void oldOrNew(Path at) {
        String started = startedAt(at);
        assertTrue("started " + started, started.equals(OLD) || started.equals(NEW));
    }

    private String startedAt(Path root) {
        try {
            Layout layout = new Layout(home, root.resolve("data"));
            Path tree = new Boot(Disk.real(), layout, Clock.systemUTC(), said::add).choose();
            return tree.equals(home) ? "installed" : text(tree.resolve(PROGRAM));
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
}
