// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A device as the site keeps it. Of an object it keeps what the object is, not what it read: the
 * present value is always {@link PointValue#NULL}, so that finding a device again changes nothing.
 */
record KnownDevice(DiscoveredDevice device, boolean reachable) {
    /** The device found for the first time. */
    static KnownDevice found(DiscoveredDevice found) {
        return new KnownDevice(kept(found, List.of()), true);
    }

    /**
     * The device found again. A whole list of objects replaces the one before; a part of it updates
     * and adds, and what could not be read stays as it was known.
     */
    KnownDevice foundAgain(DiscoveredDevice found) {
        if (found.complete()) {
            return found(found);
        }
        DiscoveredDevice merged = kept(found, device.objects());
        return new KnownDevice(
                new DiscoveredDevice(
                        merged.deviceId(),
                        merged.address(),
                        orBefore(merged.name(), device.name()),
                        orBefore(merged.vendorName(), device.vendorName()),
                        orBefore(merged.modelName(), device.modelName()),
                        merged.objects(),
                        true),
                true);
    }

    KnownDevice silent() {
        return new KnownDevice(device, false);
    }

    private static String orBefore(String now, String before) {
        return now.isBlank() ? before : now;
    }

    /** Some devices list an object twice; the site has it once. */
    private static DiscoveredDevice kept(DiscoveredDevice found, List<DiscoveredObject> before) {
        Map<PointId, DiscoveredObject> objects = new LinkedHashMap<>();
        before.forEach(object -> objects.put(object.pointId(), object));
        for (DiscoveredObject object : found.objects()) {
            if (object.pointId().deviceId() != found.deviceId()) {
                throw new IllegalArgumentException(object.pointId() + " is not of device " + found.deviceId());
            }
            objects.put(object.pointId(), withoutValue(object));
        }
        return new DiscoveredDevice(
                found.deviceId(),
                found.address(),
                found.name(),
                found.vendorName(),
                found.modelName(),
                new ArrayList<>(objects.values()),
                true);
    }

    private static DiscoveredObject withoutValue(DiscoveredObject object) {
        OptionalDouble increment =
                object.covIncrement().stream().filter(Double::isFinite).findFirst();
        return new DiscoveredObject(
                object.pointId(),
                object.name(),
                object.units(),
                object.description(),
                object.writable(),
                object.stateText(),
                increment,
                PointValue.NULL);
    }
}
