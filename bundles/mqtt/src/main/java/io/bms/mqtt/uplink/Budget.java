// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.mqtt.link.Traffic;
import io.bms.mqtt.uplink.UplinkStore.Allowance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a paid line may cost: a token bucket of bytes, as the sockets count them, of which no 24 hours give more than is
 * allowed for a day. The less there is in it the more is given up ({@link Saving}); what is not sent waits. Thread:
 * bms-uplink-NAME.
 */
final class Budget {
    private static final Duration DAY = Duration.ofDays(1);
    /** A full bucket and what comes in on one day make what a day allows. */
    private static final int PARTS = 11;

    private final long bytesPerDay;
    private final Traffic traffic;
    private final Clock clock;
    private long counted;
    private double left;
    private Instant at;

    /** What is given up, in this order; each goes without what those before it go without. */
    enum Saving {
        NOTHING(1, 1, ""),
        BACKFILL(1, 1, "what has waited is not sent"),
        PACE(5, 4, "batches are made each fifth time only, and values confirmed each fourth"),
        MORE_PACE(15, 4, "batches are made each fifteenth time only, and values confirmed each fourth"),
        SAMPLES(15, 4, "only the status and responses are sent");

        private final int intervals;
        private final int confirms;
        private final String words;

        Saving(int intervals, int confirms, String words) {
            this.intervals = intervals;
            this.confirms = confirms;
            this.words = words;
        }

        /** By how much longer a batch is waited for. */
        int intervals() {
            return intervals;
        }

        /** By how much longer a value is not confirmed. */
        int confirms() {
            return confirms;
        }

        String words() {
            return words;
        }

        boolean sendsBackfill() {
            return this == NOTHING;
        }

        boolean sendsSamples() {
            return this != SAMPLES;
        }

        /** Whether what arrives is less than was set. */
        boolean costsSomething() {
            return compareTo(PACE) >= 0;
        }
    }

    /**
     * @param bytesPerDay 0 for as many as there are
     * @param kept what an earlier run has left
     */
    Budget(long bytesPerDay, Traffic traffic, Clock clock, Optional<Allowance> kept) {
        this.bytesPerDay = bytesPerDay;
        this.traffic = traffic;
        this.clock = clock;
        this.left = kept.map(Allowance::bytes).map(Long::doubleValue).orElse(full());
        this.at = kept.map(Allowance::at).orElse(clock.instant());
    }

    private double full() {
        return (double) bytesPerDay / PARTS;
    }

    Saving saving() {
        if (bytesPerDay == 0) {
            return Saving.NOTHING;
        }
        fill();
        double share = left / full();
        if (share > 0.5) {
            return Saving.NOTHING;
        } else if (share > 0.3) {
            return Saving.BACKFILL;
        } else if (share > 0.15) {
            return Saving.PACE;
        }
        return share > 0 ? Saving.MORE_PACE : Saving.SAMPLES;
    }

    private void fill() {
        Instant now = clock.instant();
        // A clock that was set back gives nothing.
        long ms = Math.max(0, Math.min(DAY.toMillis(), Duration.between(at, now).toMillis()));
        long bytes = traffic.bytes();
        left = Math.min(full(), left + (bytesPerDay - full()) * ms / DAY.toMillis()) - (bytes - counted);
        counted = bytes;
        at = now;
    }

    /** What a later run is to begin with; empty if there is no limit. */
    Optional<Allowance> kept() {
        return bytesPerDay == 0 ? Optional.empty() : Optional.of(new Allowance((long) left, at));
    }
}
