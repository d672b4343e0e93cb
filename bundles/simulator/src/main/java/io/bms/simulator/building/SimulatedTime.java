// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Runs the building's day faster than the wall clock, always from the same hour, so that two runs look alike. */
public final class SimulatedTime {
    static final double START_HOUR = 7;

    private static final double MILLIS_PER_HOUR = 3_600_000;

    private final Clock clock;
    private final double speed;
    private final Instant start;

    public SimulatedTime(Clock clock, double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed is " + speed + ", it must be above 0");
        }
        this.clock = Objects.requireNonNull(clock);
        this.speed = speed;
        start = clock.instant();
    }

    public Moment now() {
        double elapsedMillis = Duration.between(start, clock.instant()).toMillis();
        return new Moment(START_HOUR + elapsedMillis * speed / MILLIS_PER_HOUR);
    }
}
