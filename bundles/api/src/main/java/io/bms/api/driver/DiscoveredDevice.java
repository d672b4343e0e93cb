// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A device that answered.
 *
 * @param name blank where it could not be read, as {@code vendorName} and {@code modelName} are
 * @param objects those with a present value, in the order of its object list
 * @param complete false when its whole object list could not be read
 * @param extent how much of it was, where that is known
 */
public record DiscoveredDevice(
        int deviceId,
        DeviceAddress address,
        String name,
        String vendorName,
        String modelName,
        List<DiscoveredObject> objects,
        boolean complete,
        Optional<Extent> extent) {
    public DiscoveredDevice {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(vendorName, "vendorName");
        Objects.requireNonNull(modelName, "modelName");
        objects = List.copyOf(objects);
        Objects.requireNonNull(extent, "extent");
    }

    /** One of which it is not known how many objects it has. */
    public DiscoveredDevice(
            int deviceId,
            DeviceAddress address,
            String name,
            String vendorName,
            String modelName,
            List<DiscoveredObject> objects,
            boolean complete) {
        this(deviceId, address, name, vendorName, modelName, objects, complete, Optional.empty());
    }

    /**
     * How many of a device's objects are known.
     *
     * @param known those that it has described, with a present value or without
     * @param listed all in its object list
     */
    public record Extent(int known, int listed) {
        public Extent {
            if (known < 0 || known > listed) {
                throw new IllegalArgumentException(known + " of " + listed + " objects");
            }
        }

        /** For people: {@code 12 of 3,563 objects}. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,d of %,d objects", known, listed);
        }
    }

    /** The device as a read or write names it. */
    public DeviceRef ref() {
        return new DeviceRef(deviceId, address);
    }
}
