// SPDX-License-Identifier: GPL-3.0-only
package io.bms.time;

import static org.junit.Assert.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public final class GatewayClockTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong nanos = new AtomicLong(-5);

    private GatewayClock clock(Instant machine, Optional<Instant> kept) {
        return new GatewayClock(Clock.fixed(machine, ZoneOffset.UTC), kept, nanos.get(), nanos::get);
    }

    @Test
    public void instant_clockOf1970_goesOnFromWhatWasKept() {
        Instant kept = Built.at().plus(Duration.ofDays(400));
        GatewayClock clock = clock(Instant.EPOCH, Optional.of(kept));
        assertEquals(kept, clock.instant());
        nanos.addAndGet(HOUR.toNanos());
        assertEquals(kept.plus(HOUR), clock.instant());
        assertEquals(kept.plus(HOUR), clock.withZone(ZoneOffset.UTC).instant());
    }

    @Test
    public void instant_clockOf1970AndNothingNewerKept_goesOnFromTheDayOfTheBuild() {
        assertEquals(Built.at(), clock(Instant.EPOCH, Optional.empty()).instant());
        assertEquals(
                Built.at(), clock(Instant.EPOCH, Optional.of(Instant.EPOCH)).instant());
    }

    /** A clock that once ran ahead, and was put right, must not end everything. */
    @Test
    public void instant_clockThatMayBeRight_isBelieved() {
        Instant now = Built.at().plus(HOUR);
        assertEquals(
                now, clock(now, Optional.of(now.plus(Duration.ofDays(9000)))).instant());
    }
}
