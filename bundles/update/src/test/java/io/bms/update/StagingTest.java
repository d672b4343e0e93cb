// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import io.bms.disk.Disk;
import io.bms.disk.Sha256;
import io.bms.testkit.FullDisk;
import io.bms.testkit.PowerCut;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class StagingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final TemporaryFolder other = new TemporaryFolder();

    private Path home;
    private Path data;
    private PowerCut disk;
    private UpdateFolder updates;
    private Staging staging;

    @Before
    public void gateway() throws IOException {
        home = other.newFolder("home").toPath();
        Path root = folder.getRoot().toPath();
        data = root.resolve("data");
        disk = new PowerCut(root);
        disk.createFolders(Base.repository(data));
        write("updates/distribution", "here\n");
        updates = new UpdateFolder(disk, data, Clock.systemUTC());
        staging = new Staging(disk, updates, home, data);
    }

    private void write(String path, String content) throws IOException {
        Path file = data.resolve(path);
        disk.createFolders(file.getParent());
        disk.write(file, content.getBytes(StandardCharsets.UTF_8));
        disk.sync(file);
        disk.sync(file.getParent());
    }

    private static String driver(String version) {
        return "io/bms/bms-bacnet/" + version + "/bms-bacnet-" + version + ".jar";
    }

    /** Stages an update whose files contain their own path. */
    private String stage(int release, String version) throws IOException, RefusedException {
        List<String> paths = List.of(driver(version), UpdateManifest.featuresPath(version));
        UpdateManifest manifest = new UpdateManifest(
                release,
                version,
                0,
                paths.stream()
                        .map(path ->
                                new ListedFile(path, Sha256.of(path.getBytes(StandardCharsets.UTF_8)), path.length()))
                        .toList(),
                Set.copyOf(paths),
                "",
                "");
        for (String path : paths) {
            Path file = data.resolve("updates/incoming").resolve(path);
            disk.createFolders(file.getParent());
            disk.write(file, path.getBytes(StandardCharsets.UTF_8));
        }
        String id = UpdateManifest.id(release, manifest.json());
        staging.stage(
                new VerifiedPackage(id, manifest, manifest.json(), List.of(), Optional.empty()),
                data.resolve("updates/incoming"));
        updates.putOnTrial(id, 0);
        return id;
    }

    /** As the launcher does once it has proved itself. */
    private void commit(String id) throws IOException {
        updates.commit(id);
        updates.forgetTrial();
    }

    private boolean has(String path) {
        return Files.exists(Base.repository(data).resolve(path));
    }

    @Test
    public void staged_waitsForTheNextStart() throws Exception {
        String id = stage(1, "0.1.1");
        assertEquals(id + " 0\n", Files.readString(data.resolve("updates/trial")));
        assertEquals(
                Sha256.of(Base.repository(data).resolve(driver("0.1.1"))) + "  " + driver("0.1.1"),
                Files.readAllLines(data.resolve("updates/sets/" + id + "/SHA256SUMS"))
                        .get(0));
        assertTrue(Files.readString(data.resolve("updates/sets/" + id + "/set.properties"))
                .contains("distribution=here\nrepository=mvn:io.bms/bms-features/0.1.1/xml/features\n"));
    }

    /** Each file that a trial needs is on the disk before the trial is. */
    @Test
    public void powerLost_atAnyMomentOfStaging_noTrialLacksAnything() throws Exception {
        int before = disk.count();
        String id = stage(1, "0.1.1");
        int over = disk.count();

        int states = disk.everywhere(before, other.getRoot().toPath().resolve("after"), this::trialIsWhole);

        assertTrue("states: " + states, states > 50);
        disk.everywhere(
                over,
                other.getRoot().toPath().resolve("after"),
                at -> assertEquals(
                        id + " 0", text(at.resolve("data/updates/trial")).strip()));
    }

    private void trialIsWhole(Path at) {
        Path updates = at.resolve("data/updates");
        if (Files.notExists(updates.resolve("trial"))) {
            return;
        }
        String id = text(updates.resolve("trial")).split(" ")[0];
        assertTrue(Files.exists(updates.resolve("sets/" + id + "/set.properties")));
        String sums = text(updates.resolve("sets/" + id + "/SHA256SUMS"));
        assertEquals("all of the list", 2, sums.lines().count());
        for (String line : sums.lines().toList()) {
            String path = line.substring(66);
            assertEquals(path, text(updates.resolve("repository").resolve(path)));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void thirdUpdate_removesWhatNobodyNeeds() throws Exception {
        commit(stage(1, "0.1.1"));
        commit(stage(2, "0.1.2"));
        stage(3, "0.1.3");
        assertTrue("the one before", has(driver("0.1.1")));
        commit(stage(3, "0.1.3"));
        stage(4, "0.1.4");
        assertFalse("two before", has(driver("0.1.1")));
        assertTrue(has(driver("0.1.2")) && has(driver("0.1.3")) && has(driver("0.1.4")));
        stage(5, "0.1.5");
        assertFalse("never tried", has(driver("0.1.4")));
    }

    @Test
    public void rollBack_isToTheOneBefore_thenToTheDistribution() throws Exception {
        String first = stage(1, "0.1.1");
        commit(first);
        String second = stage(2, "0.1.2");
        commit(second);
        assertEquals("the update " + first, staging.rollBack());
        assertEquals(first, text(data.resolve("updates/committed")).strip());
        assertTrue(text(data.resolve("updates/history")).endsWith(" " + second + " taken back: by hand\n"));
        assertEquals("the distribution without an update", staging.rollBack());
        assertFalse(Files.exists(data.resolve("updates/committed")));
        refused("No update is in force", staging::rollBack);
    }

    @Test
    public void rollBack_beforeTheTrial_isToWhatIsInForce() throws Exception {
        String first = stage(1, "0.1.1");
        commit(first);
        String second = stage(2, "0.1.2");
        assertEquals("the update " + first, staging.rollBack());
        assertFalse(Files.exists(data.resolve("updates/trial")));
        assertEquals(List.of(second + " taken back: by hand"), outcomes());
        assertEquals("somebody may want it again", Optional.empty(), updates.failure(second));
    }

    @Test
    public void rollBack_whileItIsTried_isRecorded() throws Exception {
        String first = stage(1, "0.1.1");
        updates.putOnTrial(first, 1);
        assertEquals("the distribution without an update", staging.rollBack());
        assertEquals(List.of(first + " taken back: by hand"), outcomes());
    }

    @Test
    public void rollBack_onAFullDisk_endsTheTrialAllTheSame() throws Exception {
        stage(1, "0.1.1");
        FullDisk full = new FullDisk(0);
        try {
            new Staging(full, new UpdateFolder(full, data, Clock.systemUTC()), home, data).rollBack();
            fail("it is said to be recorded");
        } catch (IOException e) {
            assertEquals("No space left on device", e.getMessage());
        }
        assertEquals(Optional.empty(), updates.trial());
    }

    /** A start afterwards adds what is missing, and nothing twice. */
    @Test
    public void powerLost_atAnyMomentOfTakingBackByHand_isInTheHistoryOnce() throws Exception {
        commit(stage(1, "0.1.1"));
        String second = stage(2, "0.1.2");
        commit(second);
        updates.record(second, UpdateFolder.IN_FORCE);
        disk.syncTree(data);
        int before = disk.count();
        staging.rollBack();
        Set<Boolean> seen = new HashSet<>();
        Path after = other.getRoot().toPath().resolve("after");
        disk.everywhere(before, after, at -> seen.add(recordedAt(at, second)));
        assertEquals("before the step that counts, and after", Set.of(true, false), seen);
    }

    /** Whether it is in force. */
    private static boolean recordedAt(Path root, String id) {
        try {
            UpdateFolder folder = new UpdateFolder(Disk.real(), root.resolve("data"), Clock.systemUTC());
            folder.recordMissed();
            folder.recordMissed();
            boolean inForce = folder.committed().equals(Optional.of(id));
            assertEquals(
                    inForce ? List.of("in force") : List.of("in force", "taken back: by hand"),
                    folder.history().stream()
                            .filter(entry -> entry.id().equals(id))
                            .map(UpdateFolder.Entry::outcome)
                            .toList());
            return inForce;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> outcomes() throws IOException {
        return updates.history().stream()
                .map(entry -> entry.id() + " " + entry.outcome())
                .toList();
    }

    /** Its files are damaged, and a full disk keeps it from being taken back. */
    @Test
    public void recordMissed_ofOneThatFailedAndIsStillInForce_addsNothing() throws IOException {
        updates.commit("1-a");
        updates.recordFailure("1-a", "damaged");
        updates.recordMissed();
        assertEquals(1, updates.history().size());
    }

    /** By a loss of power, in the middle of a character. */
    @Test
    public void historyWithAPartOfALine_takesWhatComesNextOnALineOfItsOwn() throws IOException {
        updates.record("1-a", UpdateFolder.IN_FORCE);
        write("updates/history", text(data.resolve("updates/history")) + "2026-012026-01-01T00:00:00Z 9-z in force\n");
        byte[] cut = "2026-01-01T00:00:00Z 2-b taken b\u00e4".getBytes(StandardCharsets.UTF_8);
        Path history = data.resolve("updates/history");
        disk.append(history, Arrays.copyOf(cut, cut.length - 1));
        disk.sync(history);
        updates.record("3-c", UpdateFolder.IN_FORCE);
        assertEquals(
                List.of("1-a", "2-b", "3-c"),
                updates.history().stream().map(UpdateFolder.Entry::id).toList());
        assertEquals(UpdateFolder.IN_FORCE, updates.history().get(2).outcome());
    }

    @Test
    public void whileAnotherIsOnTrial_isRefused() throws Exception {
        String first = stage(1, "0.1.1");
        write("updates/trial", first + " 1\n");
        refused("Another update is on trial", () -> stage(2, "0.1.2"));
        assertTrue(has(driver("0.1.1")));
    }

    @Test
    public void gatewayThatNeverRan_isRefused() throws Exception {
        disk.delete(data.resolve("updates/distribution"));
        refused("Start it once", () -> stage(1, "0.1.1"));
    }

    /** Nothing of what is in force is touched, nothing is on trial, and once there is room again it is staged. */
    @Test
    public void diskFull_atEachWriteOfStaging_nothingChanges() throws Exception {
        String first = stage(1, "0.1.1");
        commit(first);
        int writes = 0;
        for (boolean full = true; full; writes++) {
            FullDisk some = new FullDisk(writes);
            staging = new Staging(some, updates, home, data);
            try {
                stage(2, "0.1.2");
                full = false;
            } catch (IOException e) {
                assertEquals("No space left on device", e.getMessage());
                assertFalse(Files.exists(data.resolve("updates/trial")));
                assertEquals(Optional.of(first), updates.committed());
                assertTrue(has(driver("0.1.1")));
            }
        }
        assertTrue("writes: " + writes, writes > 3);
        trialIsWhole(folder.getRoot().toPath());
    }

    /** What cannot be recorded is not in force, and leaves nothing behind that would keep it from being tried again. */
    @Test
    public void commit_onADiskThatTakesOnlySomeOfIt_leavesAllAsItWas() throws Exception {
        String first = stage(1, "0.1.1");
        commit(first);
        String second = stage(2, "0.1.2");
        commit(second);
        String third = stage(3, "0.1.3");
        Disk full = (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("replace")
                            && arguments[0].toString().endsWith("committed")) {
                        throw new IOException("no space left");
                    }
                    return method.isDefault()
                            ? InvocationHandler.invokeDefault(proxy, method, arguments)
                            : method.invoke(Disk.real(), arguments);
                });
        try {
            new UpdateFolder(full, data, Clock.systemUTC()).commit(third);
            fail("it is said to be in force");
        } catch (IOException e) {
            assertEquals("no space left", e.getMessage());
        }
        assertEquals(Optional.of(second), updates.committed());
        assertEquals(first, updates.previous());
        assertEquals(2, updates.newest());
    }

    @Test
    public void newest_afterItWasTakenBack_isStillKnown() throws Exception {
        commit(stage(1, "0.1.1"));
        commit(stage(5, "0.1.2"));
        assertEquals(5, updates.newest());
        updates.rollBack();
        assertEquals(5, updates.newest());
        updates.rollBack();
        assertEquals(5, updates.newest());
    }

    private interface Step {
        Object run() throws IOException, RefusedException;
    }

    private static void refused(String why, Step step) throws IOException {
        try {
            step.run();
            fail("not refused with: " + why);
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().contains(why));
        }
    }
}
