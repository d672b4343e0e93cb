// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.point.PointId;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a device says of one of its objects whose event state is not normal, or of which somebody is to acknowledge a
 * change (ASHRAE 135, 13.2).
 *
 * @param object any object of the device, be it a point of the site or not
 * @param open the changes that wait for an acknowledgement, in the order of their kinds
 * @param alarm it is to be announced as an alarm, and not only as an event (BACnetNotifyType)
 * @param priority 0 to 255, the most urgent first; empty if the device does not say
 */
public record DeviceEvent(
        PointId object, EventState state, List<OpenTransition> open, boolean alarm, OptionalInt priority) {
    public DeviceEvent {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(state, "state");
        open = List.copyOf(open);
        Objects.requireNonNull(priority, "priority");
    }

    /**
     * A change of state that waits for an acknowledgement.
     *
     * @param state to which it led; of one that is past and not known any more {@code OFFNORMAL}
     * @param stamp the device's time stamp of it, in whatever form: the octets of its encoding in hex. It goes back to
     *     the device as it came
     */
    public record OpenTransition(EventState state, String stamp) {
        public OpenTransition {
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(stamp, "stamp");
        }

        /** Whether both are about the same change; what is said of the state may have become less exact. */
        public boolean isSame(OpenTransition other) {
            return state.transition() == other.state.transition() && stamp.equals(other.stamp);
        }
    }
}
