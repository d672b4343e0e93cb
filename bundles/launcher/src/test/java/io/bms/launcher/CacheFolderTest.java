// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CacheFolderTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

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
        CacheFolder first = CacheFolder.prepare(layout);
        first.markComplete();
        Path installed = Files.writeString(first.path().resolve("bundle"), "");

        CacheFolder second = CacheFolder.prepare(layout);

        assertEquals(first.path(), second.path());
        assertTrue(Files.exists(installed));
    }

    @Test
    public void prepare_firstStartCutShort_beginsAnew() throws IOException {
        Path half = Files.writeString(CacheFolder.prepare(layout).path().resolve("bundle"), "");

        CacheFolder.prepare(layout);

        assertFalse(Files.exists(half));
    }

    @Test
    public void prepare_anotherBuild_replacesTheFolder() throws IOException {
        CacheFolder first = CacheFolder.prepare(layout);
        first.markComplete();
        Files.writeString(layout.home().resolve("system/driver.jar"), "another");

        CacheFolder second = CacheFolder.prepare(layout);

        assertNotEquals(first.path(), second.path());
        assertFalse(Files.exists(first.path()));
    }

    @Test
    public void prepare_leftoversInTmp_areRemoved() throws IOException {
        CacheFolder first = CacheFolder.prepare(layout);
        first.markComplete();
        Path leftover = Files.writeString(first.tmp().resolve("sqlite.so"), "");

        CacheFolder.prepare(layout);

        assertFalse(Files.exists(leftover));
        assertTrue(Files.isDirectory(first.tmp()));
    }
}
