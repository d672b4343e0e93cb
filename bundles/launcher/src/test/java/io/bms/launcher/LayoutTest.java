// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LayoutTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void of_noDataFolder_makesIt() throws Exception {
        Layout layout =
                Layout.of(folder.getRoot().toPath(), folder.getRoot().toPath().resolve("a/b"));

        assertTrue(Files.isDirectory(layout.data()));
    }

    @Test
    public void of_dataFolderIsAFile_refusesAndNamesTheSetting() throws IOException {
        Path file = folder.newFile().toPath();

        CannotStartException refusal = assertThrows(
                CannotStartException.class, () -> Layout.of(folder.getRoot().toPath(), file));

        assertTrue(refusal.getMessage(), refusal.getMessage().contains("Set BMS_DATA"));
    }
}
