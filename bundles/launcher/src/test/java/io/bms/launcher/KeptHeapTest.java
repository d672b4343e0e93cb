// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class KeptHeapTest {
    private static final long MIB = 1024 * 1024;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;
    private long staying;
    private KeptHeap heap;

    @Before
    public void make() {
        file = folder.getRoot().toPath().resolve("heap");
        heap = new KeptHeap(file, () -> staying);
    }

    @Test
    public void keep_asTheSiteGrowsAndShrinks_isTheNewest() throws IOException {
        for (int mib : new int[] {31, 196, 47}) {
            staying = mib * MIB + 5;
            heap.keep();
            assertEquals(mib + "\n", Files.readString(file));
        }
        try (Stream<Path> all = Files.list(folder.getRoot().toPath())) {
            assertEquals("no draft is left", 1, all.count());
        }
    }

    @Test
    public void keep_notKnownYet_leavesWhatTheProcessBeforeKept() throws IOException {
        heap.keep();
        assertFalse(Files.exists(file));
        Files.writeString(file, "70\n");
        heap.keep();
        assertEquals("70\n", Files.readString(file));
    }

    /** A card's cells are not worn by what has not changed. */
    @Test
    public void keep_same_writesNothing() throws IOException {
        staying = 70 * MIB;
        heap.keep();
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        heap.keep();
        assertEquals(0, Files.getLastModifiedTime(file).toMillis());
    }

    @Test
    public void keep_damagedBefore_isReplaced() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, 0, 7});
        staying = 70 * MIB;
        heap.keep();
        assertEquals("70\n", Files.readString(file));
    }

    @Test
    public void keep_unwritable_doesNotFail() throws IOException {
        Files.createDirectory(file);
        staying = 70 * MIB;
        heap.keep();
        assertTrue(Files.isDirectory(file));
    }

    /** As this virtual machine tells it: what is held is counted, and it is there after a full collection. */
    @Test
    public void keep_thisProcess_countsWhatIsHeld() throws IOException {
        byte[][] held = new byte[40][];
        for (int i = 0; i < held.length; i++) {
            held[i] = new byte[(int) MIB];
        }
        System.gc();
        new KeptHeap(file).keep();
        int mib = Integer.parseInt(Files.readString(file).strip());
        assertTrue(mib + " MiB", mib >= held.length && mib < 1_000);
    }
}
