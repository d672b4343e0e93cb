// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps batches that could not go out, and topics that are to be cleared, over a crash and a loss of power, within a
 * bound of size and age: beyond it the oldest are dropped and counted. Thread: any; every method blocks for the disk,
 * and throws {@link java.io.UncheckedIOException} when the disk refuses.
 */
@ProviderType
public interface BatchOutbox {
    /** Keeps batches, all or none, in their order; they are synced to the disk when this returns. */
    void keep(Instant at, List<byte[]> payloads);

    /** Those that were kept first, the oldest first, {@code most} of them; they stay until they are {@link #sent}. */
    default List<Kept> oldest(int most) {
        return after(0, most);
    }

    /**
     * The oldest of those that were kept after the one of this id, {@code most} of them; ids count up, from 1. They
     * stay until they are {@link #sent}.
     */
    List<Kept> after(long id, int most);

    /** The receiver has it: it is kept no longer. One that was dropped meanwhile is ignored. */
    void sent(long id);

    /** Keeps topics that are to be cleared at the broker, each once; they are synced to the disk when this returns. */
    void clearLater(List<String> topics);

    /**
     * Topics that are to be cleared, {@code most} of them, in a fixed order; they stay until they are {@link #cleared}.
     */
    List<String> toClear(int most);

    /** The broker has cleared these. */
    void cleared(List<String> topics);

    /** A batch as it was kept. */
    record Kept(long id, Instant at, byte[] payload) {
        public Kept {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(payload, "payload");
        }
    }
}
