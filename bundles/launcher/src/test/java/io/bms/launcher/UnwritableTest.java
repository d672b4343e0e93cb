// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class UnwritableTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void sentence_ofAnotherUsersFolder_saysBothUsersAndWhatToChange() {
        assertEquals(
                "/data may not be written by this user: it belongs to user 0, and the gateway runs as user 999."
                        + " Give it to the gateway with chown -R 999 (of a container: the folder of the host that is"
                        + " mounted there), or set BMS_DATA to a folder that this user may write.",
                Unwritable.sentence(Path.of("/data"), "0", "999"));
    }

    @Test
    public void refusal_ofWhatIsNotThere_namesTheOwnerOfTheFolderAbove() throws IOException {
        Path data = folder.getRoot().toPath();
        String owner = Files.getAttribute(data, "unix:uid").toString();
        String said = Unwritable.refusal(data.resolve("etc/new")).getMessage();
        assertTrue(said, said.contains("it belongs to user " + owner + ", "));
    }
}
