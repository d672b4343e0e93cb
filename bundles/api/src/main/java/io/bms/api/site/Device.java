// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import java.util.List;
import java.util.Objects;

/**
 * A device of the site.
 *
 * @param reachable it answered the last discovery that asked for it
 */
public record Device(
        int deviceId,
        DeviceAddress address,
        String name,
        String vendorName,
        String modelName,
        boolean reachable,
        List<Point> points) {
    public Device {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(vendorName, "vendorName");
        Objects.requireNonNull(modelName, "modelName");
        points = List.copyOf(points);
    }

    /** The device as a read or write names it. */
    public DeviceRef ref() {
        return new DeviceRef(deviceId, address);
    }
}
