// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;

import io.bms.mqtt.uplink.UplinkStore.Batch;
import io.bms.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class UplinkStoreTest {
    private static final Instant NOW = ManualClock.START;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file() {
        return folder.getRoot().toPath().resolve("uplink-cloud.db");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] joined(String batchId, long sequence, long waitingFrom, List<byte[]> samples) {
        StringBuilder text = new StringBuilder(sequence + ":");
        samples.forEach(sample -> text.append(new String(sample, UTF_8)));
        return bytes(text.toString());
    }

    private static String text(Optional<Batch> batch) {
        return batch.map(found -> new String(found.body(), UTF_8)).orElse("none");
    }

    @Test
    public void samples_becomeBatchesInTheirOrder_eachOnce_overRestarts() {
        try (UplinkStore store = new UplinkStore(file())) {
            store.add(List.of(bytes("a"), bytes("b"), bytes("c")));
            assertEquals(3, store.waiting());
            assertEquals("1:ab", text(store.form(NOW, 2, UplinkStoreTest::joined)));
        }
        try (UplinkStore store = new UplinkStore(file())) {
            assertEquals(1, store.waiting());
            assertEquals("2:c", text(store.form(NOW, 2, UplinkStoreTest::joined)));
            assertEquals("none", text(store.form(NOW, 2, UplinkStoreTest::joined)));
            assertEquals("1:ab", text(store.after(0)));
            assertEquals("2:c", text(store.after(1)));
            store.taken(1);
            store.taken(2);
            assertEquals("none", text(store.after(0)));
        }
        try (UplinkStore store = new UplinkStore(file())) {
            store.add(List.of(bytes("d")));
            assertEquals("a number is used once", "3:d", text(store.form(NOW, 2, UplinkStoreTest::joined)));
        }
    }

    @Test
    public void batchThatCannotBeMade_leavesItsSamples() {
        try (UplinkStore store = new UplinkStore(file())) {
            store.add(List.of(bytes("a")));
            assertThrows(
                    IllegalStateException.class,
                    () -> store.form(NOW, 2, (id, sequence, from, samples) -> {
                        throw new IllegalStateException("no");
                    }));
            assertEquals(1, store.waiting());
            assertEquals("1:a", text(store.form(NOW, 2, UplinkStoreTest::joined)));
        }
    }

    @Test
    public void tooOldOrTooMuch_theOldestGo_butNeverTheNewest() {
        try (UplinkStore store = new UplinkStore(file())) {
            for (int i = 0; i < 4; i++) {
                store.add(List.of(bytes("x")));
                store.form(NOW.plusSeconds(i), 1, UplinkStoreTest::joined);
            }
            assertEquals(
                    1, store.trim(NOW.plusSeconds(10), Duration.ofSeconds(9).plusMillis(500), 1_000));
            assertEquals("2:x", text(store.after(0)));
            assertEquals(2, store.trim(NOW, Duration.ofHours(1), 1));
            assertEquals("4:x", text(store.after(0)));
            assertEquals(1, store.backlog().batches());
            assertEquals(Optional.of(NOW.plusSeconds(3)), store.backlog().oldest());
        }
    }

    @Test
    public void anotherFile_hasAnotherOrigin() {
        String[] ids = new String[2];
        for (int i = 0; i < 2; i++) {
            int index = i;
            try (UplinkStore store = new UplinkStore(folder.getRoot().toPath().resolve("uplink-" + i + ".db"))) {
                store.add(List.of(bytes("a")));
                store.form(NOW, 1, (id, sequence, from, samples) -> {
                    ids[index] = id;
                    return bytes(id);
                });
            }
        }
        assertNotEquals(ids[0], ids[1]);
    }
}
