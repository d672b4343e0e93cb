// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import io.bms.api.outbox.BatchOutbox;
import io.bms.api.outbox.BatchOutbox.Kept;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.Test;

/** What every outbox keeps to. */
public abstract class BatchOutboxContract {
    private static final Instant NOW = ManualClock.START;

    /** An empty outbox. */
    protected abstract BatchOutbox open();

    /** The same outbox as a new process would find it after a crash. */
    protected abstract BatchOutbox reopen(BatchOutbox outbox);

    @Test
    public void oldest_nothingKept_isEmpty() {
        assertEquals(List.of(), open().oldest(10));
    }

    @Test
    public void keep_overACrash_isThereInOrderByteForByte() {
        BatchOutbox outbox = open();
        byte[] any = new byte[256];
        for (int i = 0; i < any.length; i++) {
            any[i] = (byte) i;
        }
        outbox.keep(NOW, List.of(any, new byte[0]));
        List<Kept> kept = reopen(outbox).oldest(10);
        assertArrayEquals(any, kept.get(0).payload());
        assertEquals(NOW, kept.get(0).at());
        assertEquals(0, kept.get(1).payload().length);
        assertEquals(2, kept.size());
    }

    @Test
    public void oldest_more_isLimited() {
        BatchOutbox outbox = open();
        for (int i = 0; i < 5; i++) {
            outbox.keep(NOW.plusSeconds(i), List.of(bytes("batch " + i)));
        }
        assertEquals(
                List.of(NOW, NOW.plusSeconds(1)),
                outbox.oldest(2).stream().map(Kept::at).toList());
    }

    @Test
    public void after_one_isWhatWasKeptLater() {
        BatchOutbox outbox = open();
        for (int i = 0; i < 3; i++) {
            outbox.keep(NOW.plusSeconds(i), List.of(bytes("batch " + i)));
        }
        long first = outbox.oldest(1).get(0).id();
        assertEquals(
                List.of(NOW.plusSeconds(1), NOW.plusSeconds(2)),
                outbox.after(first, 10).stream().map(Kept::at).toList());
        assertEquals(3, outbox.oldest(10).size());
    }

    @Test
    public void sent_overACrash_isGoneAndTheRestStays() {
        BatchOutbox outbox = open();
        outbox.keep(NOW, List.of(bytes("first")));
        outbox.keep(NOW, List.of(bytes("second")));
        long first = outbox.oldest(1).get(0).id();
        outbox.sent(first);
        outbox.sent(first);
        List<Kept> kept = reopen(outbox).oldest(10);
        assertEquals(1, kept.size());
        assertArrayEquals(bytes("second"), kept.get(0).payload());
    }

    @Test
    public void toClear_overACrash_isWhatIsNotCleared() {
        BatchOutbox outbox = open();
        outbox.clearLater(List.of("b/2", "b/1", "b/3"));
        outbox.clearLater(List.of("b/1"));
        outbox.cleared(List.of("b/2", "b/9"));
        BatchOutbox later = reopen(outbox);
        assertEquals(List.of("b/1", "b/3"), later.toClear(10));
        assertEquals(List.of("b/1"), later.toClear(1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
