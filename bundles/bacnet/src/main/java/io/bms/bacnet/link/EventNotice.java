// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.Tags;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * An event notification (ASHRAE 135, 13.8 and 13.9) whose tags the fence has found sound. It says that a device has
 * news, which are then read: the library drops each that it cannot decode, and those without event values. Thread: any.
 *
 * @param device the device that has the news, which a forwarder's is not; empty if that cannot be read
 */
public record EventNotice(DeviceAddress sender, OptionalInt device) {
    private static final int INITIATING_DEVICE = 1;
    private static final int DEVICE = 8;

    static EventNotice of(Packet packet, DeviceAddress sender) throws BadPacketException {
        Tags tags = new Tags(Arrays.copyOf(packet.data(), packet.length()), packet.tags());
        // The process identifier comes first.
        boolean names = tags.next()
                && tags.next()
                && tags.isContext()
                && tags.number() == INITIATING_DEVICE
                && tags.length() == Integer.BYTES
                && Tags.objectType(tags.unsigned()) == DEVICE;
        return new EventNotice(sender, names ? OptionalInt.of(Tags.instance(tags.unsigned())) : OptionalInt.empty());
    }
}
