// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What has changed between two states of the site, in lines for people: added, removed, renamed, moved. */
final class SiteDifference {
    private SiteDifference() {}

    static List<String> between(Site before, Site after) {
        List<String> lines = new ArrayList<>();
        for (Device device : after.devices().values()) {
            Device known = before.devices().get(device.deviceId());
            if (known == null) {
                lines.add("+ device " + device.deviceId() + " " + device.name() + " at " + device.address() + ", "
                        + device.points().size() + " points");
            } else {
                compare(known, device, lines);
            }
        }
        before.devices().values().stream()
                .filter(device -> !after.devices().containsKey(device.deviceId()))
                .forEach(device -> lines.add("- device " + device.deviceId() + " " + device.name()));
        return lines;
    }

    /** How many points are read now, and how many no longer, in a sentence. */
    static String ofReading(Site before, Site after) {
        Set<PointId> now = read(after);
        long ended = read(before).stream().filter(point -> !now.contains(point)).count();
        return (now.size() == 1 ? "1 point is read " : now.size() + " points are read ")
                + (after.monitoringWanted() ? "from now on" : "once bms:monitoring-start is given")
                + (ended == 1 ? ", 1 is not any more." : ", " + ended + " are not any more.");
    }

    private static Set<PointId> read(Site site) {
        return site.points().values().stream()
                .filter(Point::enabled)
                .map(Point::id)
                .collect(Collectors.toSet());
    }

    private static void compare(Device before, Device after, List<String> lines) {
        if (!before.name().equals(after.name())) {
            lines.add("~ device " + after.deviceId() + " is now called " + after.name() + ", before " + before.name());
        }
        if (!before.address().equals(after.address())) {
            lines.add(
                    "~ device " + after.deviceId() + " is now at " + after.address() + ", before " + before.address());
        }
        Map<PointId, DiscoveredObject> old = objects(before);
        Map<PointId, DiscoveredObject> now = objects(after);
        now.forEach((id, object) -> {
            DiscoveredObject known = old.get(id);
            if (known == null) {
                lines.add("+ " + id + " " + object.name());
            } else {
                compare(known, object, lines);
            }
        });
        old.forEach((id, object) -> {
            if (!now.containsKey(id)) {
                lines.add("- " + id + " " + object.name());
            }
        });
    }

    private static void compare(DiscoveredObject known, DiscoveredObject object, List<String> lines) {
        String id = "~ " + object.pointId();
        if (!known.name().equals(object.name())) {
            lines.add(id + " is now called " + object.name() + ", before " + known.name());
        }
        if (!known.units().equals(object.units())) {
            lines.add(id + " is now in " + object.units().orElse("no units") + ", before "
                    + known.units().orElse("no units"));
        }
        if (!known.stateText().equals(object.stateText())) {
            lines.add(id + " has now the states " + states(object) + ", before " + states(known));
        }
        if (!known.description().equals(object.description())) {
            lines.add(id + " is now described as " + object.description().orElse("nothing") + ", before "
                    + known.description().orElse("nothing"));
        }
    }

    private static String states(DiscoveredObject object) {
        return object.stateText().isEmpty() ? "no texts" : String.join(", ", object.stateText());
    }

    private static Map<PointId, DiscoveredObject> objects(Device device) {
        return device.points().stream()
                .map(Point::object)
                .collect(Collectors.toMap(
                        DiscoveredObject::pointId, object -> object, (one, same) -> one, TreeMap::new));
    }
}
