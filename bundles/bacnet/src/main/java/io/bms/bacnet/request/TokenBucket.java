// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket: {@code perSecond} requests a second, evenly, and at most a tenth of a second's worth at once.
 * Thread: bms-bacnet-worker.
 */
final class TokenBucket {
    private final double perNano;
    private final double most;
    private final LongSupplier nanoTime;
    private double left;
    private long filled;

    TokenBucket(int perSecond, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        perNano = perSecond / (double) TimeUnit.SECONDS.toNanos(1);
        most = Math.max(1, perSecond / 10.0);
        left = most;
        filled = nanoTime.getAsLong();
    }

    /** One request may be sent now. */
    boolean allows() {
        long now = nanoTime.getAsLong();
        left = Math.min(most, left + (now - filled) * perNano);
        filled = now;
        return left >= 1;
    }

    /** One was sent. */
    void spend() {
        left--;
    }
}
