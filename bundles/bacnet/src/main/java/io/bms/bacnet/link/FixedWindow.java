// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A rate limiter by fixed windows of one second: {@code perSecond} unasked-for packets in each, so that a flood of
 * valid ones costs little. Thread: any, one at a time.
 */
public final class FixedWindow {
    private final int perSecond;
    private final LongSupplier nanoTime;
    private long second;
    private int left;

    public FixedWindow(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        second = nanoTime.getAsLong();
        left = perSecond;
    }

    /** @return whether one more is allowed now */
    public boolean take() {
        long now = nanoTime.getAsLong();
        if (now - second >= TimeUnit.SECONDS.toNanos(1)) {
            second = now;
            left = perSecond;
        }
        return left-- > 0;
    }
}
