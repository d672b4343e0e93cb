// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Devices made up for tests: analog inputs 1, 2, 3 … at an address of 127.0.9.0/24. */
public final class Devices {
    private Devices() {}

    public static PointId point(int deviceId, int instance) {
        return new PointId(deviceId, "analogInput", instance);
    }

    public static DiscoveredDevice discovered(int deviceId, int points) {
        List<DiscoveredObject> objects = IntStream.rangeClosed(1, points)
                .mapToObj(instance -> object(point(deviceId, instance)))
                .toList();
        return new DiscoveredDevice(
                deviceId,
                DeviceAddress.direct("127.0.9." + (1 + deviceId % 250), 47808),
                "device " + deviceId,
                "vendor",
                "model",
                objects,
                true);
    }

    public static Device device(int deviceId, int points, Duration interval) {
        return FakeSiteStore.device(discovered(deviceId, points), interval);
    }

    /** A site at revision 1 of these devices, with monitoring wanted. */
    public static Site site(Device... devices) {
        Map<Integer, Device> byId =
                List.of(devices).stream().collect(Collectors.toMap(Device::deviceId, Function.identity()));
        return new Site(1, byId, Optional.empty(), true);
    }

    private static DiscoveredObject object(PointId id) {
        return new DiscoveredObject(
                id,
                "object " + id,
                Optional.of("degreesCelsius"),
                Optional.empty(),
                true,
                List.of(),
                OptionalDouble.empty(),
                PointValue.NULL);
    }
}
