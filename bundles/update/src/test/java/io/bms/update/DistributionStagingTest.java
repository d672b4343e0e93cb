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
import io.bms.update.folder.Distributions;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whole distributions of two files, of which the launcher alone is carried. */
public class DistributionStagingTest {
    private static final String LAUNCHER = "lib/launcher/bms-launcher.jar";
    private static final String BMS = "bin/bms";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final TemporaryFolder other = new TemporaryFolder();

    private Path home;
    private Path data;
    private PowerCut disk;
    private UpdateFolder updates;
    private Distributions distributions;

    @Before
    public void gateway() throws IOException {
        home = other.newFolder("home").toPath();
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve(BMS), BMS);
        Path root = folder.getRoot().toPath();
        data = root.resolve("data");
        disk = new PowerCut(root);
        updates = new UpdateFolder(disk, data, Clock.systemUTC());
        distributions = new Distributions(updates);
        updates.remember("here");
        updates.remember(home, new UpdateFolder.Factory("factory", home));
    }

    private static ListedFile listed(String path, String content) {
        return new ListedFile(path, Sha256.of(content.getBytes(StandardCharsets.UTF_8)), content.length());
    }

    private static UpdateManifest manifest(int release) {
        return new UpdateManifest(
                UpdateManifest.Kind.DISTRIBUTION,
                release,
                "0.1.0",
                0,
                List.of(listed(BMS, BMS), listed(LAUNCHER, "launcher " + release)),
                Set.of(LAUNCHER),
                "",
                "");
    }

    private String stage(Disk on, Path runs, UpdateManifest manifest) throws IOException, RefusedException {
        Path incoming = data.resolve("updates/incoming");
        disk.deleteTree(incoming);
        for (String path : manifest.carried()) {
            disk.createFolders(incoming.resolve(path).getParent());
            disk.write(incoming.resolve(path), ("launcher " + manifest.release()).getBytes(StandardCharsets.UTF_8));
        }
        String id = UpdateManifest.id(manifest.release(), manifest.json());
        new Staging(on, new UpdateFolder(on, data, Clock.systemUTC()), runs, data)
                .stage(new VerifiedPackage(id, manifest, manifest.json(), List.of(), Optional.empty()), incoming);
        updates.putOnTrial(id, 0);
        return id;
    }

    /** It has proved itself, and runs from now on. */
    private Path inForce(Path runs, int release) throws IOException, RefusedException {
        String id = stage(disk, runs, manifest(release));
        updates.commit(id);
        updates.forgetTrial();
        return distributions.tree(id).orElseThrow();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void staged_isWhole_andFromWhatIsThere() throws Exception {
        String id = stage(disk, home, manifest(1));
        Path tree = distributions.tree(id).orElseThrow();
        assertEquals(data.resolve("distributions/A"), tree);
        assertEquals("launcher 1", text(tree.resolve(LAUNCHER)));
        assertEquals(BMS, text(tree.resolve(BMS)));
        assertEquals(Optional.empty(), distributions.damage(id));
        assertTrue(distributions.isFor(id, "factory"));
    }

    /** In force and before it stay until a third comes, which is put over the one before. */
    @Test
    public void third_takesThePlaceOfTheFirst_andTheSecondStays() throws Exception {
        Path first = inForce(home, 1);
        Path second = inForce(first, 2);
        assertEquals(List.of("A", "B"), List.of(name(first), name(second)));
        String was = updates.previous();
        Path third = distributions.tree(stage(disk, second, manifest(3))).orElseThrow();
        assertEquals("A", name(third));
        assertEquals("launcher 3", text(third.resolve(LAUNCHER)));
        assertEquals("launcher 2", text(second.resolve(LAUNCHER)));
        assertEquals("what was before is gone", UpdateFolder.NONE, updates.before());
        assertFalse(Files.exists(updates.sets().resolve(was)));
    }

    private static String name(Path box) {
        return box.getFileName().toString();
    }

    @Test
    public void notWantedAnyMore_goesWithTheNext() throws Exception {
        Path first = inForce(home, 1);
        updates.rollBack();
        assertTrue(Files.exists(first.resolve(LAUNCHER)));
        refused("Restart the gateway first", first, manifest(2));
        stage(disk, home, manifest(2));
        assertEquals("launcher 2", text(first.resolve(LAUNCHER)));
    }

    /** It is not in force then, and still what a gateway goes back to where the former one is installed again. */
    @Test
    public void anotherWasInstalled_theBoxOfTheOneInForceIsNotGivenOut() throws Exception {
        Path first = inForce(home, 1);
        Path third = inForce(inForce(first, 2), 3);
        String id = updates.committed().orElseThrow();
        assertEquals(first, third);
        updates.remember(home, new UpdateFolder.Factory("another", home));
        String next = stage(disk, home, manifest(4));
        assertEquals("B", name(distributions.tree(next).orElseThrow()));
        assertEquals(Optional.empty(), distributions.damage(next));
        assertEquals(Optional.empty(), distributions.damage(id));
    }

    /** Bundles that come afterwards are for the distribution that runs, which is kept for them. */
    @Test
    public void bundlesUponIt_sayUponWhich_andKeepIt() throws Exception {
        Path first = inForce(home, 1);
        String on = updates.committed().orElseThrow();
        UpdateManifest bundles = new UpdateManifest(
                2,
                "0.1.1",
                0,
                List.of(listed(UpdateManifest.featuresPath("0.1.1"), "launcher 2")),
                Set.of(UpdateManifest.featuresPath("0.1.1")),
                "",
                "");
        String id = stage(disk, first, bundles);
        assertEquals(Optional.of(on), distributions.under(id));
        updates.commit(id);
        updates.forgetTrial();
        assertEquals(Optional.of(on), distributions.inForce());
        assertEquals("B", name(inForce(first, 3)));
        assertEquals(Optional.empty(), distributions.damage(on));
    }

    /** What waits for its first start goes on waiting, too. */
    @Test
    public void noRoom_isRefusedInNumbers_andNothingChanges() throws Exception {
        Path first = inForce(home, 1);
        Path second = inForce(first, 2);
        UpdateFolder.Trial waits = new UpdateFolder.Trial(updates.committed().orElseThrow() + "-next", 0);
        updates.putOnTrial(waits.id(), 0);
        Disk small = (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(),
                new Class<?>[] {Disk.class},
                (proxy, method, arguments) -> method.getName().equals("free")
                        ? Long.valueOf(63L << 20)
                        : method.isDefault()
                                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                                : method.invoke(disk, arguments));
        try {
            stage(small, second, manifest(3));
            fail("there is no room");
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().startsWith("There are 63 MiB free on the disk of " + data));
            assertTrue(e.getMessage(), e.getMessage().contains("needs 64"));
        }
        assertEquals("launcher 1", text(first.resolve(LAUNCHER)));
        assertEquals(Optional.of(waits), updates.trial());
    }

    @Test
    public void diskFull_atEachWrite_whatIsInForceIsWhole_andOnceThereIsRoomItIsStaged() throws Exception {
        Path first = inForce(home, 1);
        String id = updates.committed().orElseThrow();
        int writes = 0;
        for (boolean full = true; full; writes++) {
            try {
                stage(new FullDisk(writes), first, manifest(2));
                full = false;
            } catch (IOException e) {
                assertEquals("No space left on device", e.getMessage());
                assertEquals(Optional.empty(), updates.trial());
                assertEquals(Optional.of(id), updates.committed());
                assertEquals(Optional.empty(), distributions.damage(id));
            }
        }
        assertTrue("writes: " + writes, writes > 3);
        assertEquals(
                Optional.empty(),
                distributions.damage(updates.trial().orElseThrow().id()));
    }

    /** Over the first, with the second in force: nothing is on trial that is not whole, the second always is. */
    @Test
    public void powerLost_atAnyMomentOfStaging_whatIsTriedOrInForceIsWhole() throws Exception {
        bare("1-first", "A");
        String id = "2-second";
        bare(id, "B");
        disk.syncTree(data);
        int before = disk.count();
        String tried = stage(disk, data.resolve("distributions/B"), manifest(3));
        int over = disk.count();

        Path after = other.getRoot().toPath().resolve("after");
        int states = disk.everywhere(before, after, at -> wholeAt(at, id));
        assertTrue("states: " + states, states > 100);
        disk.everywhere(over, after, at -> assertEquals(tried + " 0\n", text(at.resolve("data/updates/trial"))));
    }

    /** In force, in few steps: with one file. */
    private void bare(String id, String box) throws IOException {
        Path tree = distributions.folder().resolve(box);
        Path set = updates.sets().resolve(id);
        disk.createFolders(tree);
        disk.createFolders(set);
        disk.write(tree.resolve("VERSION"), id.getBytes(StandardCharsets.UTF_8));
        String line = Sha256.of(tree.resolve("VERSION")) + "  VERSION\n";
        disk.write(set.resolve(Distributions.LIST), line.getBytes(StandardCharsets.UTF_8));
        String properties = Distributions.properties(tree, updates.factory().orElseThrow());
        disk.write(set.resolve("set.properties"), properties.getBytes(StandardCharsets.UTF_8));
        updates.commit(id);
    }

    private static void wholeAt(Path root, String inForce) {
        try {
            UpdateFolder folder = new UpdateFolder(Disk.real(), root.resolve("data"), Clock.systemUTC());
            Distributions there = new Distributions(folder);
            assertEquals(Optional.of(inForce), folder.committed());
            assertEquals("in force", Optional.empty(), there.damage(inForce));
            if (folder.trial().isPresent()) {
                assertEquals(
                        "tried",
                        Optional.empty(),
                        there.damage(folder.trial().get().id()));
            }
            if (!folder.before().equals(UpdateFolder.NONE)) {
                assertEquals("before", Optional.empty(), there.damage(folder.before()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refused(String why, Path runs, UpdateManifest manifest) throws IOException {
        try {
            stage(disk, runs, manifest);
            fail("not refused with: " + why);
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().contains(why));
        }
    }

    @Test
    public void whatThePackageDoesNotBring_hasToBeHere_andAnImageIsReplacedByAnother() throws Exception {
        Trees.of(home, updates).require(manifest(1));
        Files.writeString(home.resolve(BMS), "another");
        required("lacks, the first bin/bms");
        Files.writeString(home.resolve(BMS), BMS);
        Files.createFile(home.resolve("IMAGE"));
        required("Start a container of the new image in its place");
    }

    /** Two of three root keys have to agree whose packages are taken; whoever signs packages has none of them. */
    @Test
    public void otherRootKeys_areRefused_whicheverDistributionRuns() throws Exception {
        String root = "lib/update-keys/root/root-1.pem";
        ListedFile own = listed(root, "one");
        refusedForItsRoots(home, own);
        Files.createDirectories(home.resolve(root).getParent());
        Files.writeString(home.resolve(root), "one");
        Trees.of(home, updates).require(with(own));
        refusedForItsRoots(home, listed(root, "two"));
        refusedForItsRoots(home, own, listed("lib/update-keys/root/root-2.pem", "two"));
        refusedForItsRoots(home);
        Path runs = other.newFolder("runs").toPath();
        Files.createDirectories(runs.resolve(root).getParent());
        Files.writeString(runs.resolve(root), "two");
        refusedForItsRoots(runs, listed(root, "two"));
    }

    private void refusedForItsRoots(Path runs, ListedFile... roots) throws IOException {
        try {
            Trees.of(runs, updates).require(with(roots));
            fail("taken with the root keys " + List.of(roots));
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().contains("changes the root keys"));
        }
    }

    private static UpdateManifest with(ListedFile... roots) {
        UpdateManifest plain = manifest(1);
        return new UpdateManifest(
                plain.kind(),
                1,
                plain.version(),
                0,
                Stream.concat(plain.files().stream(), Stream.of(roots)).toList(),
                Stream.concat(plain.carried().stream(), Stream.of(roots).map(ListedFile::path))
                        .collect(Collectors.toSet()),
                "",
                "");
    }

    private void required(String why) throws IOException {
        try {
            Trees.of(home, updates).require(manifest(1));
            fail("not refused with: " + why);
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().contains(why));
        }
    }
}
