// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/** A clock that moves when the test says so. */
public final class ManualClock extends Clock {
    /** Where every manual clock starts, unless told otherwise. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Instant now;

    public ManualClock() {
        this(START);
    }

    public ManualClock(Instant start) {
        now = Objects.requireNonNull(start, "start");
    }

    /** Moves on, or back, without running anything; {@link ManualScheduler#advance} runs what falls due. */
    public void advance(Duration by) {
        now = now.plus(by);
    }

    public void set(Instant to) {
        now = Objects.requireNonNull(to, "to");
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }
}
