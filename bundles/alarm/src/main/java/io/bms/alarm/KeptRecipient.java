// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import java.util.Objects;
import java.util.Optional;

/**
 * That the gateway is to stand in a device's recipient list, or is to be taken out of it: on the disk before the device
 * is told. Thread: any.
 *
 * @param octets the gateway's own entry, as it stands in the list; empty before it is known, and where an entry of
 *     somebody else is used
 */
record KeptRecipient(int deviceId, int notificationClass, boolean wanted, Optional<String> octets) {
    KeptRecipient {
        Objects.requireNonNull(octets, "octets");
    }

    KeptRecipient entered(Optional<String> own) {
        return new KeptRecipient(deviceId, notificationClass, wanted, own);
    }

    KeptRecipient wanted(boolean now) {
        return new KeptRecipient(deviceId, notificationClass, now, octets);
    }

    boolean isOf(int device, int number) {
        return deviceId == device && notificationClass == number;
    }
}
