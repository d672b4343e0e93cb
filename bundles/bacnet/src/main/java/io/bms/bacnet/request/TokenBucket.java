// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A limit of rate: a number at once, and one more after each interval. Thread: bms-bacnet-worker. */
public final class TokenBucket {
    private final double most;
    private final double eachNanos;
    private final LongSupplier nanoTime;
    private double left;
    private long filled;

    /**
     * A full one.
     *
     * @param most how many it holds
     * @param each the time after which there is one more
     * @param nanoTime the time, in nanoseconds
     */
    public TokenBucket(double most, Duration each, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        eachNanos = each.toNanos();
        left = most;
        filled = nanoTime.getAsLong();
    }

    /** {@code perSecond} evenly, and at most a tenth of a second's worth at once. */
    static TokenBucket perSecond(int perSecond, LongSupplier nanoTime) {
        return new TokenBucket(
                Math.max(1, perSecond / 10.0), Duration.ofSeconds(1).dividedBy(perSecond), nanoTime);
    }

    /** Takes one, if there is one. */
    public boolean take() {
        if (!allows()) {
            return false;
        }
        spend();
        return true;
    }

    /** One may be taken now. */
    boolean allows() {
        long now = nanoTime.getAsLong();
        left = Math.min(most, left + (now - filled) / eachNanos);
        filled = now;
        return left >= 1;
    }

    /** One was taken. */
    void spend() {
        left--;
    }
}
