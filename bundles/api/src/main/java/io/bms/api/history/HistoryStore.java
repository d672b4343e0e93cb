// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.history;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The stored samples (docs/wire.md, "get_history"). Thread: any. Every method blocks for the disk, some
 * milliseconds for a day and some hundred for years of many points: call it from a thread that may wait.
 * A sample is found here within two seconds after it was taken.
 */
@ProviderType
public interface HistoryStore {
    /**
     * Samples by point in the order asked for, each point's by time.
     *
     * @param to exclusive
     * @param limit how many samples in all, 1 or more
     * @param cursor of the page before, which must have been of the same points and span
     * @throws IllegalArgumentException the cursor is none of ours
     * @throws java.io.UncheckedIOException the disk cannot be read
     */
    HistoryPage<Sample> samples(List<PointId> points, Instant from, Instant to, int limit, Optional<String> cursor);

    /**
     * The span in {@code count} equal parts; parts without a sample are left out.
     *
     * @param to exclusive, after {@code from}
     * @throws java.io.UncheckedIOException the disk cannot be read
     */
    HistoryPage<HistoryBucket> buckets(List<PointId> points, Instant from, Instant to, int count);
}
