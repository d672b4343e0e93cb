// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.util.concurrent.TimeUnit;

/**
 * What is known of a device that was asked to report; it outlives a change of the points that are wanted. Thread:
 * bms-bacnet-worker.
 *
 * @param refusals what it has refused, and until when
 * @param restarts how it tells of them
 * @param announcements how often the device's word alone counts as a restart
 */
record CovMemory(CovRefusals refusals, Restarts restarts, Bucket announcements) {
    /**
     * A token bucket of {@link #AT_ONCE} tokens, refilled by one in each interval: several quick restarts are noticed,
     * and a flood of announcements costs little.
     */
    static final class Bucket {
        private static final int AT_ONCE = 3;

        private final long eachNanos;
        private double left = AT_ONCE;
        private long last;

        Bucket(long eachMs, long now) {
            eachNanos = TimeUnit.MILLISECONDS.toNanos(eachMs);
            last = now;
        }

        boolean take(long now) {
            left = Math.min(AT_ONCE, left + (now - last) / (double) eachNanos);
            last = now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }
}
