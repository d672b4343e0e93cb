// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CacheFolderTest {
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
        assertNotEquals(CacheFolder.key(layout, "17.0.13+11"), CacheFolder.key(layout, "21.0.5+11"));
        assertEquals(CacheFolder.key(layout, "17.0.13+11"), CacheFolder.key(layout, "17.0.13+11"));
    }

    private CacheFolder prepare() throws IOException {
        return CacheFolder.prepare(layout, said::add);
    }
}
