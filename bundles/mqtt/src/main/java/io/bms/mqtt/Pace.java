// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.time.Duration;
import java.util.Objects;
import java.util.function.DoubleSupplier;

/**
 * How long the session waits before it tries something again.
 *
 * @param first after the first failure; each next wait is twice as long
 * @param longest after any number of failures
 * @param steady after a connection of this length the next failure counts as a first one
 * @param look from one look at whether the broker acknowledges to the next
 * @param hold how long a point that the broker refuses is held the first time; each next time twice as long
 * @param kept from the refusal of a batch until those that are kept are tried again
 */
record Pace(Duration first, Duration longest, Duration steady, Duration look, Duration hold, Duration kept) {
    static final Pace NORMAL = new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    Pace {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
        Objects.requireNonNull(steady, "steady");
        Objects.requireNonNull(look, "look");
        Objects.requireNonNull(hold, "hold");
        Objects.requireNonNull(kept, "kept");
    }

    /** The least time from one attempt's end to the next, however long the attempt took. */
    Duration least() {
        return first.dividedBy(2);
    }

    Backoff backoff() {
        return backoff(() -> 0);
    }

    /** @param random gives 0 (inclusive) to 1 */
    Backoff backoff(DoubleSupplier random) {
        return new Backoff(first, longest, random);
    }
}
