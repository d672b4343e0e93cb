package io.bms.api.driver;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.util.Objects;

/**
 * A write of a present value.
 *
 * @param device which device
 * @param pointId which object of it
 * @param value what to write; {@link PointValue#NULL} relinquishes
 * @param priority 1 to 16 without 6 (ASHRAE 135, 19.2)
 */
public record WriteRequest(DeviceRef device, PointId pointId, PointValue value, int priority) {
    public WriteRequest {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(value, "value");
        if (priority < 1 || priority > 16 || priority == 6) {
            throw new IllegalArgumentException("priority " + priority + " is not in 1..16 without 6");
        }
    }
}
