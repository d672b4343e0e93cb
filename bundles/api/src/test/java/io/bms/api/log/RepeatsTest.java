// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.log;

import static org.junit.Assert.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.Test;

public final class RepeatsTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Repeats repeats = new Repeats(new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    public void next_repeats_areCountedAndSaidOnceInAWhile() {
        assertEquals(Optional.of(""), repeats.next("a"));
        for (int i = 0; i < 800; i++) {
            assertEquals(Optional.empty(), repeats.next("a"));
        }
        assertEquals(Optional.of(""), repeats.next("b"));
        now = now.plus(Duration.ofMinutes(5));
        assertEquals(Optional.of(" (and 800 times more since 2026-01-01T00:00:00Z)"), repeats.next("a"));
        now = now.plus(Duration.ofMinutes(5));
        assertEquals(Optional.of(""), repeats.next("a"));
    }
}
