// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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
 */
public record Sample(
        PointId pointId,
        PointValue value,
        Quality quality,
        Set<StatusFlag> flags,
        Instant timestamp,
        Duration interval) {
    public Sample {
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(quality, "quality");
        Objects.requireNonNull(timestamp, "timestamp");
        flags = Set.copyOf(flags);
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval " + interval + " is not positive");
        }
    }

    /** Three intervals: how long a reader may show this value as current. */
    public Duration maxAge() {
        return interval.multipliedBy(3);
    }
}
