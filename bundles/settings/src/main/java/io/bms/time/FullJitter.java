// SPDX-License-Identifier: GPL-3.0-only
package io.bms.time;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: anything from nothing up to a bound that doubles with each failure, so that
 * a thousand gateways that lost one broker do not come back at once ("full jitter"). Thread: its owner's.
 */
public final class FullJitter {
    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;
    private Duration bound;

    /** @param random gives 0 (inclusive) to 1 */
    public FullJitter(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.bound = first;
    }

    public Duration next() {
        Duration wait = Duration.ofMillis((long) (bound.toMillis() * random.getAsDouble()));
        Duration doubled = bound.multipliedBy(2);
        bound = doubled.compareTo(longest) < 0 ? doubled : longest;
        return wait;
    }

    public void reset() {
        bound = first;
    }
}
