// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.Site;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Sites to tell of. */
final class Sites {
    private Sites() {}

    static Site of(Device... devices) {
        TreeMap<Integer, Device> byId = new TreeMap<>();
        Arrays.stream(devices).forEach(device -> byId.put(device.deviceId(), device));
        return new Site(1, byId, Optional.empty(), true);
    }

    static Device device(int id, Point... points) {
        return new Device(
                id, DeviceAddress.direct("127.0.9.1", 47808), "AHU 1", "Acme", "Controller X", true, List.of(points));
    }

    static Point point(String id, String name, String units, boolean writable, String... states) {
        return point(id, name, units, writable, true, states);
    }

    static Point off(String id) {
        return point(id, "not read", "", false, false);
    }

    private static Point point(
            String id, String name, String units, boolean writable, boolean enabled, String... states) {
        DiscoveredObject object = new DiscoveredObject(
                PointId.parse(id),
                name,
                Optional.of(units).filter(text -> !text.isEmpty()),
                Optional.empty(),
                writable,
                List.of(states),
                OptionalDouble.empty(),
                PointValue.NULL);
        return new Point(object, enabled, Duration.ofSeconds(30), 0, ReadMode.AUTO);
    }
}
