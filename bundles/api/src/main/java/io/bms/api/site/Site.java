// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.point.PointId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The whole site at one revision; immutable.
 *
 * @param revision the {@code config_revision}, 0 for a site that was never configured, then counting up
 * @param devices by instance number
 * @param flow the deployed flow's JSON as it was given, if any
 * @param monitoringWanted false once monitoring was stopped by command
 * @param alarmRules by the alarms that they raise; their points need not be there
 * @param pointTags what people say that points mean; their points need not be there
 */
public record Site(
        long revision,
        Map<Integer, Device> devices,
        Optional<String> flow,
        boolean monitoringWanted,
        Map<AlarmId, AlarmRule> alarmRules,
        Map<PointId, GivenTags> pointTags) {
    public Site {
        devices = Collections.unmodifiableMap(new TreeMap<>(devices));
        Objects.requireNonNull(flow, "flow");
        alarmRules = Collections.unmodifiableMap(new TreeMap<>(alarmRules));
        pointTags = Map.copyOf(pointTags);
    }

    /** One of whose points nobody has said what they mean. */
    public Site(
            long revision,
            Map<Integer, Device> devices,
            Optional<String> flow,
            boolean monitoringWanted,
            Map<AlarmId, AlarmRule> alarmRules) {
        this(revision, devices, flow, monitoringWanted, alarmRules, Map.of());
    }

    /** One without rules of alarm, either. */
    public Site(long revision, Map<Integer, Device> devices, Optional<String> flow, boolean monitoringWanted) {
        this(revision, devices, flow, monitoringWanted, Map.of());
    }

    /** An unconfigured site. */
    public static Site empty() {
        return new Site(0, Map.of(), Optional.empty(), true);
    }

    public Optional<Point> point(PointId id) {
        return Optional.ofNullable(devices.get(id.deviceId())).flatMap(device -> device.points().stream()
                .filter(point -> point.id().equals(id))
                .findFirst());
    }

    /** What people say that a point means; none where nobody has. */
    public GivenTags tags(PointId id) {
        return pointTags.getOrDefault(id, GivenTags.NONE);
    }

    /** All points by id, enabled or not. */
    public Map<PointId, Point> points() {
        return devices.values().stream()
                .map(Device::points)
                .flatMap(List::stream)
                .collect(Collectors.toMap(Point::id, Function.identity()));
    }
}
