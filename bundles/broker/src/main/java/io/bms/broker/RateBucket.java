// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket: {@code burst} at once, and {@code each} per {@code unit} in the long run. Thread: any.
 */
final class RateBucket {
    /** In bursts: what others cause must not keep anybody out for long. */
    private static final int MOST_OWED = 4;

    private final long burst;
    private final double perNano;
    private double tokens;
    private long at;

    RateBucket(long burst, long each, TimeUnit unit, long nowNanos) {
        this.burst = burst;
        this.perNano = (double) each / unit.toNanos(1);
        this.tokens = burst;
        this.at = nowNanos;
    }

    /** Takes one where there is one. */
    synchronized boolean take(long nowNanos) {
        refill(nowNanos);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** Takes one even where there is none, and says how long to wait until that is made up for. */
    synchronized long owe(long nowNanos) {
        refill(nowNanos);
        tokens--;
        return owed();
    }

    /** Takes {@code cost} where there is nothing left, too; who takes the next makes up for four bursts at most. */
    synchronized void charge(double cost, long nowNanos) {
        refill(nowNanos);
        tokens = Math.max(tokens - cost, Math.min(tokens, -MOST_OWED * burst));
    }

    /** Nanoseconds until there is nothing left to make up for. */
    synchronized long owed(long nowNanos) {
        refill(nowNanos);
        return owed();
    }

    private long owed() {
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perNano);
    }

    private void refill(long nowNanos) {
        tokens = Math.min(burst, tokens + (nowNanos - at) * perNano);
        at = nowNanos;
    }
}
