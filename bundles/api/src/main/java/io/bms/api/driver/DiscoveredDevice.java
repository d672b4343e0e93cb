// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import java.util.List;
import java.util.Objects;

/**
 * A device that answered.
 *
 * @param objects those with a present value, in the order of its object list
 * @param complete false when its whole object list could not be read
 */
public record DiscoveredDevice(
        int deviceId,
        DeviceAddress address,
        String name,
        String vendorName,
        String modelName,
        List<DiscoveredObject> objects,
        boolean complete) {
    public DiscoveredDevice {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(vendorName, "vendorName");
        Objects.requireNonNull(modelName, "modelName");
        objects = List.copyOf(objects);
    }

    /** The device as a read or write names it. */
    public DeviceRef ref() {
        return new DeviceRef(deviceId, address);
    }
}
