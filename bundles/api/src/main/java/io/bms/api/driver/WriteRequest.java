// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.util.Objects;
import java.util.Optional;

/**
 * A write of a present value.
 *
 * @param device which device
 * @param pointId which object of it
 * @param value what to write; {@link PointValue#NULL} relinquishes
 * @param priority 1 to 16 without 6 (ASHRAE 135, 19.2)
 * @param onlyIfHeld of a release: refused with {@code conflict} if the slot holds anything else
 * @param preview nothing is written: the outcome tells the present value, and whether there is a slot to release
 * @param onlyIfReleasable of a value: refused with {@code not_writable} if the object has no priority array, in which
 *     it would stay
 */
public record WriteRequest(
        DeviceRef device,
        PointId pointId,
        PointValue value,
        int priority,
        Optional<PointValue> onlyIfHeld,
        boolean preview,
        boolean onlyIfReleasable) {
    public WriteRequest {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(onlyIfHeld, "onlyIfHeld");
        if (priority < 1 || priority > 16 || priority == 6) {
            throw new IllegalArgumentException("priority " + priority + " is not in 1..16 without 6");
        }
    }

    /** One that is carried out, whether it can be released or not. */
    public WriteRequest(
            DeviceRef device, PointId pointId, PointValue value, int priority, Optional<PointValue> onlyIfHeld) {
        this(device, pointId, value, priority, onlyIfHeld, false, false);
    }

    /** A write whatever the slot holds. */
    public WriteRequest(DeviceRef device, PointId pointId, PointValue value, int priority) {
        this(device, pointId, value, priority, Optional.empty());
    }
}
