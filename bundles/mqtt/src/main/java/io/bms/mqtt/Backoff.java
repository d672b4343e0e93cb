// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long from one attempt to connect to the next: 1, 2, 4 … 30 s, each less up to a fifth by chance, so that
 * gateways do not all come at once, and none is later than 30 s.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofSeconds(30);
    private static final double JITTER = 0.2;

    private final DoubleSupplier random;
    private Duration next = FIRST;

    /** @param random gives 0 (inclusive) to 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    Duration next() {
        double factor = 1 - JITTER * random.getAsDouble();
        Duration wait = Duration.ofMillis((long) (next.toMillis() * factor));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LAST) < 0 ? doubled : LAST;
        return wait;
    }

    void reset() {
        next = FIRST;
    }
}
