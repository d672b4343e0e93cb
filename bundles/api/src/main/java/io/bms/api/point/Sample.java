// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import io.bms.api.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One reading of one point.
 *
 * @param pointId which point
 * @param value what was read; {@link PointValue#NULL} where there is none
 * @param quality how far to trust it
 * @param flags the device's status flags at that read
 * @param timestamp when it was read, or tried
 * @param interval how often the point is read now; after three of them unconfirmed, a value is stale
 * @param failure why the read failed; empty if the device gave a value, be it one that cannot be used. The history does
 *     not keep it
 */
public record Sample(
        PointId pointId,
        PointValue value,
        Quality quality,
        Set<StatusFlag> flags,
        Instant timestamp,
        Duration interval,
        Optional<Failure> failure) {
    public Sample {
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(quality, "quality");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(failure, "failure");
        flags = Set.copyOf(flags);
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval " + interval + " is not positive");
        }
    }

    /** What a device gave. */
    public Sample(
            PointId pointId,
            PointValue value,
            Quality quality,
            Set<StatusFlag> flags,
            Instant timestamp,
            Duration interval) {
        this(pointId, value, quality, flags, timestamp, interval, Optional.empty());
    }

    /** Three intervals: how long a reader may show this value as current. */
    public Duration maxAge() {
        // multipliedBy(3) takes a detour by BigDecimal, and this is asked several times of each sample
        return interval.plus(interval).plus(interval);
    }
}
