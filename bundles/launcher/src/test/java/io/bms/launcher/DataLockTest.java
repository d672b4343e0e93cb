// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DataLockTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A lock holds between processes, so the second gateway is one. */
    @Test
    public void main_dataFolderInUse_isRefusedWithHolderAndSetting() throws Exception {
        Path home = folder.newFolder("home").toPath();
        Layout layout = Layout.of(home, folder.newFolder("data").toPath());
        try (DataLock lock = DataLock.take(layout)) {
            lock.sign();
            Process second = second(layout);

            assertTrue(second.waitFor(30, TimeUnit.SECONDS));
            assertEquals(1, second.exitValue());
            assertEquals(
                    "The data folder " + layout.data() + " is in use by another gateway, process "
                            + ProcessHandle.current().pid()
                            + ". Stop that one, or give this one a data folder of its own with BMS_DATA.",
                    new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    @Test
    public void take_lockGivenBack_isTakenAgain() throws Exception {
        Layout layout =
                Layout.of(folder.getRoot().toPath(), folder.newFolder("data").toPath());
        DataLock.take(layout).close();

        DataLock.take(layout).close();

        assertTrue(Files.exists(layout.lock()));
    }

    private static Process second(Layout layout) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Dbms.home=" + layout.home(),
                "-cp",
                System.getProperty("java.class.path"),
                Gateway.class.getName());
        builder.environment().put("BMS_DATA", layout.data().toString());
        return builder.start();
    }
}
