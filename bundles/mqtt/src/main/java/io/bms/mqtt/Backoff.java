// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait from one attempt to the next: each wait is twice the one before, up to the longest. Up to a fifth of
 * each is taken off by chance, so that gateways do not all come at once.
 */
final class Backoff {
    private static final double JITTER = 0.2;

    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;
    private Duration next;

    /** @param random gives 0 (inclusive) to 1 */
    Backoff(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.next = first;
        this.random = random;
    }

    Duration next() {
        double factor = 1 - JITTER * random.getAsDouble();
        Duration wait = Duration.ofMillis((long) (next.toMillis() * factor));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return wait;
    }

    void reset() {
        next = first;
    }
}
