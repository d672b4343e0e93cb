// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * Faults that come and go by the clock on the wall, however fast the building's day passes: for whoever tries out
 * alarms. The first comes after a given time; all of them come again each {@value #ROUND_MINUTES} minutes. Thread: any.
 */
public final class FaultScript {
    private static final int ROUND_MINUTES = 20;

    /** What goes wrong. */
    public enum Fault {
        /** A sensor breaks, and measures nothing. */
        SENSOR_BROKEN(60, 180),
        /** Water is lost, and the pressure with it. */
        PRESSURE_LOST(0, 150);

        private final Duration begin;
        private final Duration end;

        Fault(int beginSeconds, int endSeconds) {
            begin = Duration.ofSeconds(beginSeconds);
            end = Duration.ofSeconds(endSeconds);
        }
    }

    private final Clock clock;
    private final Instant first;

    /** @param first when the first fault comes */
    public FaultScript(Clock clock, Instant first) {
        this.clock = clock;
        this.first = first;
    }

    /** Nothing goes wrong. */
    public static FaultScript none() {
        return new FaultScript(Clock.systemUTC(), Instant.MAX);
    }

    /** What a sensor measures, and during a fault {@code faulty}. */
    public DoubleSupplier during(Fault fault, double faulty, DoubleSupplier sensor) {
        return () -> isOn(fault) ? faulty : sensor.getAsDouble();
    }

    private boolean isOn(Fault fault) {
        Instant now = clock.instant();
        if (now.isBefore(first)) {
            return false;
        }
        long round = Duration.ofMinutes(ROUND_MINUTES).toMillis();
        Duration since = Duration.ofMillis(Duration.between(first, now).toMillis() % round);
        return since.compareTo(fault.begin) >= 0 && since.compareTo(fault.end) < 0;
    }
}
