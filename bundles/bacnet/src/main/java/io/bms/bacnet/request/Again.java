// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When to try again what a device could not do. The pause grows with each failure, counted in reads, and with how long
 * the attempt kept everybody waiting. Both are bounded. Thread: bms-bacnet-worker.
 */
final class Again {
    private static final int MOST_READS_LOG2 = 5;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(15);
    /** Attempts may cost one tenth of the time, one part in this many. */
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

    /** The attempt failed as before: the next pause is longer. */
    Again failed(long cost) {
        failures++;
        failedAtRead = reads.getAsLong();
        failedAt = nanoTime.getAsLong();
        costNanos = cost;
        return this;
    }

    /** The attempt failed for the first time: the pauses begin anew. */
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
