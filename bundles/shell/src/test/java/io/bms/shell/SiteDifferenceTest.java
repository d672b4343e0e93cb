// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.Test;

public class SiteDifferenceTest {
    private static Point point(int device, int instance, String name) {
        return point(device, instance, name, true);
    }

    private static Point point(int device, int instance, String name, boolean enabled) {
        return new Point(
                new DiscoveredObject(
                        new PointId(device, "analogInput", instance),
                        name,
                        Optional.of("degreesCelsius"),
                        Optional.empty(),
                        false,
                        List.of(),
                        OptionalDouble.empty(),
                        PointValue.NULL),
                enabled,
                Duration.ofSeconds(30),
                0,
                ReadMode.AUTO);
    }

    private static Device device(int id, String name, String host, Point... points) {
        return new Device(id, DeviceAddress.direct(host, 47808), name, "", "", true, List.of(points));
    }

    private static Site site(Device... devices) {
        Map<Integer, Device> byId = new TreeMap<>();
        List.of(devices).forEach(device -> byId.put(device.deviceId(), device));
        return new Site(1, byId, Optional.empty(), true);
    }

    @Test
    public void between_sameSite_nothing() {
        Site site = site(device(1, "AHU", "10.0.0.1", point(1, 1, "Supply")));
        assertEquals(List.of(), SiteDifference.between(site, site));
    }

    @Test
    public void between_addedRemovedRenamedMoved_aLineEach() {
        Site before = site(
                device(1, "AHU", "10.0.0.1", point(1, 1, "Supply"), point(1, 2, "Return")),
                device(2, "Old", "10.0.0.2"));
        Site after = site(
                device(1, "AHU-01", "10.0.0.9", point(1, 1, "Supply air"), point(1, 3, "Outside")),
                device(3, "New", "10.0.0.3", point(3, 1, "x")));
        assertEquals(
                List.of(
                        "~ device 1 is now called AHU-01, before AHU",
                        "~ device 1 is now at 10.0.0.9:47808, before 10.0.0.1:47808",
                        "~ 1.analogInput.1 is now called Supply air, before Supply",
                        "+ 1.analogInput.3 Outside",
                        "- 1.analogInput.2 Return",
                        "+ device 3 New at 10.0.0.3:47808, 1 points",
                        "- device 2 Old"),
                SiteDifference.between(before, after));
    }

    @Test
    public void between_severalThingsOfOnePoint_aLineEach() {
        DiscoveredObject before = point(1, 1, "Supply", true).object();
        DiscoveredObject after = new DiscoveredObject(
                before.pointId(),
                "Supply air",
                Optional.empty(),
                Optional.of("Roof"),
                false,
                List.of("a", "b"),
                OptionalDouble.empty(),
                PointValue.NULL);
        Point changed = new Point(after, true, Duration.ofSeconds(30), 0, ReadMode.AUTO);
        assertEquals(
                List.of(
                        "~ 1.analogInput.1 is now called Supply air, before Supply",
                        "~ 1.analogInput.1 is now in no units, before degreesCelsius",
                        "~ 1.analogInput.1 has now the states a, b, before no texts",
                        "~ 1.analogInput.1 is now described as Roof, before nothing"),
                SiteDifference.between(
                        site(device(1, "AHU", "10.0.0.1", point(1, 1, "Supply"))),
                        site(device(1, "AHU", "10.0.0.1", changed))));
    }

    @Test
    public void ofReading_fileThatNamesFewOfThePoints_countsBoth() {
        Site before = site(device(
                1, "AHU", "10.0.0.1", point(1, 1, "a"), point(1, 2, "b"), point(1, 3, "c"), point(1, 4, "d", false)));
        Site one = site(device(
                1,
                "AHU",
                "10.0.0.1",
                point(1, 1, "a", false),
                point(1, 2, "b", false),
                point(1, 3, "c", false),
                point(1, 4, "d")));
        Site stopped = new Site(2, before.devices(), Optional.empty(), false);
        assertEquals("1 point is read from now on, 3 are not any more.", SiteDifference.ofReading(before, one));
        assertEquals("3 points are read from now on, 1 is not any more.", SiteDifference.ofReading(one, before));
        assertEquals(
                "3 points are read once bms:monitoring-start is given, 0 are not any more.",
                SiteDifference.ofReading(before, stopped));
    }
}
