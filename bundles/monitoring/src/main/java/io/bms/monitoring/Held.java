// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A value that the gateway wrote and has not released: as it was asked for ({@code 22} and {@code 22.0} are two types
 * of one number), or as the device keeps it where that is another. It is here from before the write goes out until its
 * release is answered.
 *
 * @param end of its lease, in nanoseconds of the lane thread's clock: setting the wall clock neither ends nor prolongs
 *     it
 * @param sure false where the last write may have taken effect or not
 */
record Held(PointOverride override, Optional<Long> end, boolean sure) {
    /** One slot of a priority array. */
    record Slot(PointId pointId, int priority) {
        static Slot of(PointOverride override) {
            return new Slot(override.pointId(), override.priority());
        }
    }

    /** While the gateway was down only the wall clock ran: by that a lease may have ended, and none gets longer. */
    static Held of(PointOverride override, Instant now, long nanos) {
        return new Held(
                override,
                override.until().map(until -> {
                    Duration whole = Duration.between(override.since(), until);
                    Duration left = Duration.between(now, until);
                    return nanos + (left.compareTo(whole) < 0 ? left : whole).toNanos();
                }),
                true);
    }

    Slot slot() {
        return Slot.of(override);
    }

    boolean hasEnded(long nanos) {
        return end.isPresent() && end.get() - nanos <= 0;
    }

    /** By the instant of writing. */
    boolean isOfSameWrite(Held other) {
        return other != null && other.override.since().equals(override.since());
    }

    /** As the device keeps it. */
    Held with(PointValue value) {
        return new Held(changed(value, override.until(), override.replaced()), end, sure);
    }

    /** @param replaced what was there before, where it cannot be released */
    Held with(Optional<PointValue> replaced) {
        return new Held(changed(override.value(), override.until(), replaced), end, sure);
    }

    Held unsure() {
        return new Held(override, end, false);
    }

    /** With its end by the wall clock as that is now. */
    PointOverride shown(Instant now, long nanos) {
        return changed(override.value(), end.map(at -> now.plusNanos(at - nanos)), override.replaced());
    }

    private PointOverride changed(PointValue value, Optional<Instant> until, Optional<PointValue> replaced) {
        return new PointOverride(override.pointId(), override.priority(), value, override.since(), until, replaced);
    }
}
