// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.bms.disk.Disk;
import io.bms.testkit.PowerCut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CacheFolderTest {
    private static final String KEY = "0123456789abcdef";

    @Rule
    public final TemporaryFolder scratch = new TemporaryFolder();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> said = new ArrayList<>();
    private Layout layout;

    @Before
    public void distribution() throws Exception {
        Path home = folder.getRoot().toPath().resolve("home");
        for (String part : new String[] {"system", "lib", "etc"}) {
            Files.createDirectories(home.resolve(part));
        }
        Files.writeString(home.resolve("system/driver.jar"), "one");
        layout = Layout.of(home, folder.getRoot().toPath().resolve("data"));
    }

    @Test
    public void prepare_sameBuild_keepsWhatWasInstalled() throws IOException {
        CacheFolder first = prepare();
        first.markComplete();
        Path installed = Files.writeString(first.path().resolve("bundle"), "");

        CacheFolder second = prepare();

        assertEquals(first.path(), second.path());
        assertTrue(Files.exists(installed));
    }

    @Test
    public void prepare_firstStartCutShort_beginsAnew() throws IOException {
        Path half = Files.writeString(prepare().path().resolve("bundle"), "");

        prepare();

        assertFalse(Files.exists(half));
    }

    @Test
    public void prepare_anotherBuild_replacesTheFolder() throws IOException {
        CacheFolder first = prepare();
        first.markComplete();
        Files.writeString(layout.home().resolve("system/driver.jar"), "another");

        CacheFolder second = prepare();

        assertNotEquals(first.path(), second.path());
        assertFalse(Files.exists(first.path()));
    }

    @Test
    public void prepare_leftoversInTmp_areRemoved() throws IOException {
        CacheFolder first = prepare();
        first.markComplete();
        Path leftover = Files.writeString(first.tmp().resolve("sqlite.so"), "");

        prepare();

        assertFalse(Files.exists(leftover));
        assertTrue(Files.isDirectory(first.tmp()));
    }

    @Test
    public void prepare_killedWhileSomethingWasInstalled_beginsAnewAndSaysWhatIsUndone() throws IOException {
        CacheFolder first = prepare();
        first.markComplete();
        first.markChanging("io.bms.bacnet 0.1.1");
        first.markChanging("io.bms.bacnet 0.1.1");
        Path half = Files.writeString(first.path().resolve("bundle"), "");

        prepare();

        assertFalse(Files.exists(half));
        assertEquals(1, said.size());
        assertTrue(said.get(0), said.get(0).endsWith("still wanted: io.bms.bacnet 0.1.1."));
    }

    /** A start that failed upon it would fail for ever. */
    @Test
    public void prepare_listOfWhatWasDoneByHandIsNoText_beginsAnewAllTheSame() throws IOException {
        CacheFolder first = prepare();
        first.markComplete();
        first.markChanging("io.bms.bacnet 0.1.1");
        Files.write(first.path().resolve("by-hand"), new byte[] {(byte) 0xC3}, StandardOpenOption.APPEND);

        prepare();

        assertEquals(1, said.size());
        assertTrue(said.get(0), said.get(0).contains("io.bms.bacnet 0.1.1"));
    }

    @Test
    public void prepare_installedByHandAndComplete_keepsIt() throws IOException {
        CacheFolder first = prepare();
        first.markChanging("io.bms.bacnet 0.1.1");
        first.markComplete();
        Path installed = Files.writeString(first.path().resolve("bundle"), "");

        prepare();

        assertTrue(Files.exists(installed));
        assertEquals(List.of(), said);
    }

    @Test
    public void key_anotherJava_isAnother() throws IOException {
        assertNotEquals(CacheFolder.key(layout, "", "17.0.13+11"), CacheFolder.key(layout, "", "21.0.5+11"));
        assertEquals(CacheFolder.key(layout, "", "17.0.13+11"), CacheFolder.key(layout, "", "17.0.13+11"));
    }

    @Test
    public void key_anotherUpdate_isAnother() throws IOException {
        assertNotEquals(CacheFolder.key(layout, "", "17"), CacheFolder.key(layout, "17-abcdef", "17"));
    }

    @Test
    public void key_vendorsKeyIsAdded_isTheSame() throws IOException {
        String before = CacheFolder.distribution(layout);
        Files.createDirectories(layout.home().resolve("lib/update-keys"));
        Files.writeString(layout.home().resolve("lib/update-keys/vendor.pem"), "a key");
        assertEquals(before, CacheFolder.distribution(layout));
        Files.writeString(layout.home().resolve("lib/launcher.jar"), "a program");
        assertNotEquals(before, CacheFolder.distribution(layout));
    }

    @Test
    public void prepare_updateWasTried_beginsAnewAndSaysWhatOfItWasByHand() throws IOException {
        CacheFolder first = prepare();
        first.markChanging("io.bms.alarm 0.1.1");
        first.markComplete();
        Path mixed = Files.writeString(first.path().resolve("bundle"), "");
        first.markTrial();
        first.markChanging("io.bms.bacnet 0.1.1");
        first.markComplete();
        assertFalse(Files.exists(first.path().resolve("complete")));

        prepare();

        assertFalse(Files.exists(mixed));
        assertEquals(1, said.size());
        assertTrue(said.get(0), said.get(0).endsWith("still wanted: io.bms.alarm 0.1.1."));
    }

    /** From the moment that bundles may change, no folder is believed in which an update was tried. */
    @Test
    public void powerLost_atAnyMomentOfATrial_nothingOfItIsBelieved() throws IOException {
        PowerCut disk = new PowerCut(folder.getRoot().toPath());
        CacheFolder cache = CacheFolder.prepare(disk, layout, KEY, said::add);
        install(disk, cache, "one");
        cache.markComplete();
        cache.markTrial();
        int marked = disk.count();
        install(disk, cache, "two");
        cache.markChanging("io.bms.bacnet 0.1.1");
        cache.markComplete();

        int states = disk.everywhere(marked, scratch.getRoot().toPath().resolve("after"), root -> {
            assertFalse(
                    "believed",
                    Files.exists(root.resolve("data/karaf").resolve(KEY).resolve("complete")));
            believesOnlyWholes(root);
        });

        assertTrue("states seen: " + states, states > 5);
    }

    /** Whatever is believed was installed as a whole and is as it was written. */
    @Test
    public void powerLost_atAnyMomentOfAnInstallation_nothingHalfIsBelieved() throws IOException {
        PowerCut disk = new PowerCut(folder.getRoot().toPath());
        CacheFolder cache = CacheFolder.prepare(disk, layout, KEY, said::add);
        install(disk, cache, "one");
        cache.markComplete();
        cache.markChanging("io.bms.bacnet 0.1.1");
        install(disk, cache, "two");
        cache.markComplete();
        cache.markComplete();

        int states = disk.everywhere(0, scratch.getRoot().toPath().resolve("after"), this::believesOnlyWholes);

        assertTrue("states seen: " + states, states > 50);
    }

    /** What is removed at a start may be wanted again by the next: the former distribution is back. */
    @Test
    public void powerLost_atAnyMomentOfARemoval_nothingHalfIsBelieved() throws IOException {
        PowerCut disk = new PowerCut(folder.getRoot().toPath());
        CacheFolder cache = CacheFolder.prepare(disk, layout, KEY, said::add);
        install(disk, cache, "one");
        cache.markComplete();
        CacheFolder.prepare(disk, layout, "another", said::add);

        disk.everywhere(0, scratch.getRoot().toPath().resolve("after"), this::believesOnlyWholes);
    }

    /** Karaf's files, which it does not sync; both say the same, or they are half written. */
    private static void install(PowerCut disk, CacheFolder cache, String what) throws IOException {
        disk.createFolders(cache.path().resolve("cache/bundle1"));
        disk.write(cache.path().resolve("cache/bundle1/bundle.info"), what.getBytes(StandardCharsets.UTF_8));
        disk.write(cache.path().resolve("state.json"), what.getBytes(StandardCharsets.UTF_8));
    }

    private void believesOnlyWholes(Path root) {
        Path data = root.resolve("data");
        try {
            if (Files.notExists(data)) {
                return;
            }
            CacheFolder cache = CacheFolder.prepare(Disk.real(), new Layout(layout.home(), data), KEY, said::add);
            Path state = cache.path().resolve("state.json");
            if (Files.exists(cache.path().resolve("complete"))) {
                assertTrue("believed without its state", Files.exists(state));
                String one = Files.readString(state);
                assertTrue("believed, and torn: " + one, one.equals("one") || one.equals("two"));
                assertEquals(
                        "believed, and mixed",
                        one,
                        Files.readString(cache.path().resolve("cache/bundle1/bundle.info")));
            } else {
                assertFalse("not believed, and not removed", Files.exists(state));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CacheFolder prepare() throws IOException {
        return CacheFolder.prepare(layout, "", said::add);
    }
}
