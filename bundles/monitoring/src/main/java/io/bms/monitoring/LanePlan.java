// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which points of a device are read together, and when; depends on nothing but the device. */
record LanePlan(List<Group> groups) {
    /** Within this time after a start every point is read for the first time. */
    static final Duration SOON = Duration.ofSeconds(2);

    LanePlan {
        groups = List.copyOf(groups);
    }

    /**
     * Points of one interval.
     *
     * @param first the first read, counted from the start of the lane
     * @param phase the second read; from there on one each interval
     */
    record Group(Duration interval, List<PointId> points, Duration first, Duration phase) {
        Group {
            points = List.copyOf(points);
        }
    }

    static LanePlan of(Device device) {
        return of(device, Set.of(), Duration.ZERO);
    }

    /**
     * @param reported points that the device reports by itself
     * @param safety how often those are read nevertheless, unless their own interval is longer
     */
    static LanePlan of(Device device, Set<PointId> reported, Duration safety) {
        TreeMap<Duration, List<PointId>> byInterval = device.points().stream()
                .filter(Point::enabled)
                .collect(Collectors.groupingBy(
                        point -> reported.contains(point.id()) ? longer(point.interval(), safety) : point.interval(),
                        TreeMap::new,
                        Collectors.mapping(Point::id, Collectors.toList())));
        return new LanePlan(byInterval.entrySet().stream()
                .map(entry -> group(device.deviceId(), entry.getKey(), entry.getValue()))
                .toList());
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * The first read comes within two seconds, so that a start shows values soon. The reads after it are
     * spread over the whole interval, so that a large site loads its network evenly; the second follows
     * the first by half an interval at least and one and a half at most.
     */
    private static Group group(int deviceId, Duration interval, List<PointId> points) {
        Duration first = spread(deviceId, interval.compareTo(SOON) < 0 ? interval : SOON);
        Duration phase = spread(deviceId, interval);
        while (phase.compareTo(first.plus(interval.dividedBy(2))) < 0) {
            phase = phase.plus(interval);
        }
        return new Group(interval, points, first, phase);
    }

    /** Fibonacci hashing: instance numbers that follow each other, as they do on site, come out evenly apart. */
    private static Duration spread(int deviceId, Duration over) {
        long hash = deviceId * 0x9E3779B97F4A7C15L;
        double fraction = (hash >>> 11) * 0x1p-53;
        return Duration.ofNanos((long) (fraction * over.toNanos()));
    }
}
