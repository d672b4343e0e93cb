// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.point.PointId;
import java.util.Objects;

/**
 * That somebody has seen a change of an object's event state.
 *
 * @param by who, as the device may log it; a driver cuts it
 */
public record EventAcknowledgement(PointId object, OpenTransition transition, String by) {
    public EventAcknowledgement {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(transition, "transition");
        Objects.requireNonNull(by, "by");
    }
}
