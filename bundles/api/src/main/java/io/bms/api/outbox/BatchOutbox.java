// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps batches that could not go out, over a crash and a loss of power, within a bound of size and age:
 * beyond it the oldest are dropped and counted. Thread-safe; every method blocks for the disk, and throws
 * {@link java.io.UncheckedIOException} when the disk refuses.
 */
@ProviderType
public interface BatchOutbox {
    /** Keeps batches, all or none, in their order; they are synced to the disk when this returns. */
    void keep(Instant at, List<byte[]> payloads);

    /** Those that were kept first, the oldest first, {@code most} of them; they stay until they are {@link #sent}. */
    List<Kept> oldest(int most);

    /** The receiver has it: it is kept no longer. One that was dropped meanwhile is ignored. */
    void sent(long id);

    /** A batch as it was kept. */
    record Kept(long id, Instant at, byte[] payload) {
        public Kept {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(payload, "payload");
        }
    }
}
