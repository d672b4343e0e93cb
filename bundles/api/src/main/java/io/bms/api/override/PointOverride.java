// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.override;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A value that the gateway wrote and has not released.
 *
 * @param priority the slot of the priority array, 1 to 16 (ASHRAE 135, 19.2)
 * @param since when it was written last
 * @param until when the gateway releases it by itself, if it does
 * @param replaced what was there before, of a point that has no priority array: it can only be written again
 */
public record PointOverride(
        PointId pointId,
        int priority,
        PointValue value,
        Instant since,
        Optional<Instant> until,
        Optional<PointValue> replaced) {
    public PointOverride {
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(replaced, "replaced");
        if (priority < 1 || priority > 16) {
            throw new IllegalArgumentException("priority " + priority + " is not in 1..16");
        }
    }

    /** In a slot that can be released. */
    public PointOverride(PointId pointId, int priority, PointValue value, Instant since, Optional<Instant> until) {
        this(pointId, priority, value, since, until, Optional.empty());
    }
}
