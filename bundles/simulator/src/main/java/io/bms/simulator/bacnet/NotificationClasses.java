// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.exception.BACnetServiceException;
import com.serotonin.bacnet4j.obj.NotificationClassObject;
import com.serotonin.bacnet4j.type.constructed.EventTransitionBits;
import io.bms.simulator.point.EventRule;
import io.bms.simulator.point.EventRule.Announcement;
import io.bms.simulator.point.SimulatedPoint;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The notification class objects that a device's points name (ASHRAE 135, 12.21); each begins with no recipients. */
final class NotificationClasses {
    static final EventTransitionBits ALL = new EventTransitionBits(true, true, true);

    private NotificationClasses() {}

    static void add(LocalDevice device, List<SimulatedPoint> points) {
        Set<Announcement> named = points.stream()
                .map(SimulatedPoint::events)
                .flatMap(Optional::stream)
                .map(EventRule::announcement)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Announcement.class)));
        named.forEach(announcement -> add(device, announcement));
    }

    private static void add(LocalDevice device, Announcement announcement) {
        boolean acknowledged = announcement.isAcknowledged();
        String name =
                announcement.name().charAt(0) + announcement.name().substring(1).toLowerCase(Locale.ROOT) + " Events";
        try {
            new NotificationClassObject(
                    device,
                    announcement.instance(),
                    name,
                    announcement.priority(),
                    announcement.priority(),
                    announcement.priorityOfNormal(),
                    new EventTransitionBits(acknowledged, acknowledged, false));
        } catch (BACnetServiceException e) {
            throw new IllegalStateException("cannot add " + name + " to its device", e);
        }
    }
}
