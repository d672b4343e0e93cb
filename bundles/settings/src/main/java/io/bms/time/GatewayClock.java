// SPDX-License-Identifier: GPL-3.0-only
package io.bms.time;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The time by a machine's clock. While that is before the day of the build, which cannot be, it is the newest time that
 * was kept ({@link #KEPT}), or else the day of the build, and goes on from there. So on a machine without a battery for
 * its clock, what has ended stays ended, and what began after the build has begun. Thread: any.
 */
public final class GatewayClock extends Clock {
    /**
     * The system property by which the launcher tells the newest time that was kept before this process, by RFC 3339.
     */
    public static final String KEPT = "bms.keptTime";

    private static final long LOADED = System.nanoTime();

    private final Clock machine;
    private final Instant floor;
    private final long begun;
    private final LongSupplier nanoTime;

    public GatewayClock(Clock machine) {
        this(machine, kept(), LOADED, System::nanoTime);
    }

    /**
     * @param kept a time that has been
     * @param begun what {@code nanoTime} said when it was read
     */
    GatewayClock(Clock machine, Optional<Instant> kept, long begun, LongSupplier nanoTime) {
        this.machine = machine;
        this.floor = kept.filter(Built.at()::isBefore).orElseGet(Built::at);
        this.begun = begun;
        this.nanoTime = nanoTime;
    }

    /** By the clock of this machine. */
    public static GatewayClock ofThisMachine() {
        return new GatewayClock(Clock.systemUTC());
    }

    private static Optional<Instant> kept() {
        try {
            return Optional.ofNullable(System.getProperty(KEPT)).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new IllegalStateException("the system property " + KEPT + " is no time", e);
        }
    }

    @Override
    public Instant instant() {
        return Built.isAfter(machine) ? floor.plus(Duration.ofNanos(nanoTime.getAsLong() - begun)) : machine.instant();
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new GatewayClock(machine.withZone(zone), Optional.of(floor), begun, nanoTime);
    }
}
