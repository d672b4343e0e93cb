package io.bms.mqtt;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before the next attempt to connect: 1, 2, 4 … 30 s, each give or take a fifth. */
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
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        Duration wait = Duration.ofMillis((long) (next.toMillis() * factor));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LAST) < 0 ? doubled : LAST;
        return wait;
    }

    void reset() {
        next = FIRST;
    }
}
