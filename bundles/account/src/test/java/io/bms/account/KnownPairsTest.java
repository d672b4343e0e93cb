// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class KnownPairsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file() {
        return folder.getRoot().toPath().resolve("known-clients");
    }

    private void add(String... added) {
        KnownPairs pairs = new KnownPairs(file());
        for (String pair : added) {
            pairs.add(pair);
        }
        pairs.close();
    }

    private boolean isKnown(String pair) {
        KnownPairs pairs = new KnownPairs(file());
        boolean known = pairs.contains(pair);
        pairs.close();
        return known;
    }

    @Test
    public void add_thenARestart_isKnownAndOnlyTheOwnerMayRead() throws IOException {
        add("admin 192.0.2.1");
        assertTrue(isKnown("admin 192.0.2.1"));
        assertFalse(isKnown("admin 192.0.2.2"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    public void add_thenAKill_isKnownOnceItWasWritten() {
        KnownPairs killed = new KnownPairs(file());
        killed.add("admin 192.0.2.1");
        Await.until(() -> Files.exists(file()), Duration.ofSeconds(20), "written");
        assertTrue(isKnown("admin 192.0.2.1"));
        killed.close();
    }

    @Test
    public void add_beyondTheBound_forgetsTheOneUsedLongestAgo() {
        String[] all = IntStream.rangeClosed(0, KnownPairs.MOST)
                .mapToObj(i -> "user" + i + " 192.0.2.1")
                .toArray(String[]::new);
        String first = all[0];
        KnownPairs pairs = new KnownPairs(file());
        for (int i = 0; i < KnownPairs.MOST; i++) {
            pairs.add(all[i]);
        }
        pairs.add(first);
        pairs.add(all[KnownPairs.MOST]);
        pairs.close();
        assertTrue("used again", isKnown(first));
        assertFalse(isKnown(all[1]));
        assertTrue(isKnown(all[KnownPairs.MOST]));
    }

    @Test
    public void fileThatIsNone_keepsNobodyOut() throws IOException {
        Files.write(file(), new byte[] {(byte) 0xff, 0, (byte) 0xfe, '\n'});
        add("admin 192.0.2.1");
        assertTrue(isKnown("admin 192.0.2.1"));
        Files.delete(file());
        Files.createDirectory(file());
        add("admin 192.0.2.1");
        assertFalse(isKnown("admin 192.0.2.1"));
    }
}
