// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When to try again what a device could not do: after more reads each time that it still could not, and the later the longer
 * the attempt had kept everybody waiting. Both are bounded. Confined to the worker.
 */
final class Again {
    private static final int MOST_READS_LOG2 = 5;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(15);
    /** An attempt may cost one part in so many of the time. */
    private static final int PATIENCE = 10;

    private final LongSupplier reads;
    private final LongSupplier nanoTime;
    private int failures;
    private long failedAtRead;
    private long failedAt;
    private long costNanos;

    /**
     * @param reads how many reads there were of the device
     * @param nanoTime the time
     */
    Again(LongSupplier reads, LongSupplier nanoTime) {
        this.reads = reads;
        this.nanoTime = nanoTime;
    }

    /** It failed as it did before: the next pause is longer. */
    Again failed(long cost) {
        failures++;
        failedAtRead = reads.getAsLong();
        failedAt = nanoTime.getAsLong();
        costNanos = cost;
        return this;
    }

    /** It failed for the first time: the pauses begin anew. */
    void failedFirst(long cost) {
        failures = 0;
        failed(cost);
    }

    int failures() {
        return failures;
    }

    boolean isDue() {
        int doublings = Math.min(failures, MOST_READS_LOG2);
        return reads.getAsLong() - failedAtRead >= 1L << doublings
                && nanoTime.getAsLong() - failedAt >= Math.min(LONGEST_NANOS, costNanos * PATIENCE << doublings - 1);
    }
}
