// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When a text that keeps changing, as one with a value in it does, is told anew: each {@link #SPAN} at most, and of
 * many a part in each second, so that the ten thousand that a start finds changed do not hold up what is news. Thread:
 * bms-alarm-engine.
 */
final class Refreshes {
    static final Duration SPAN = Duration.ofSeconds(60);
    /** So many at least in each second. */
    static final int LEAST = 50;
    /** All have had their turn within half of {@link #SPAN}. */
    private static final int PARTS = 30;

    private final LongSupplier nanos;
    private long begun;
    private int left = LEAST;

    /** @param nanos as {@link System#nanoTime()} */
    Refreshes(LongSupplier nanos) {
        this.nanos = nanos;
        begun = nanos.getAsLong();
    }

    /** @param kept how many there may be to refresh */
    void look(int kept) {
        long now = nanos.getAsLong();
        if (now - begun >= TimeUnit.SECONDS.toNanos(1)) {
            begun = now;
            left = Math.max(LEAST, kept / PARTS);
        }
    }

    /**
     * Whether one that was changed then may be refreshed now, which uses up its place.
     */
    boolean take(Instant changed, Instant now) {
        if (left == 0 || !Lifecycle.hasPassed(SPAN, changed, now)) {
            return false;
        }
        left--;
        return true;
    }
}
