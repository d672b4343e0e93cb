// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.Failure;
import io.bms.api.event.Event;
import io.bms.api.event.EventLog;
import io.bms.api.point.PointId;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes events of points that cannot be read while their device answers: of the first error after a point was good, and
 * of its recovery once it has lasted {@value #CALM_LOOKS} looks, so that a point that comes and goes does not fill the
 * log. What begins or ends on one device between two looks is one event. Thread: any.
 */
final class ReadErrors {
    /** A minute, at one look every two seconds. */
    static final int CALM_LOOKS = 30;

    private static final int NAMED = 3;

    private final EventLog events;
    private final Clock clock;
    /** Points with an error, and at how many looks in a row they have been good since. */
    private final Map<PointId, Integer> calm = new TreeMap<>();

    ReadErrors(EventLog events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Forgets all points but these: nothing more is told of them. */
    synchronized void retain(Set<PointId> points) {
        calm.keySet().retainAll(points);
    }

    synchronized void look(Map<PointId, Failure> failing) {
        Set<PointId> begun = new TreeSet<>(failing.keySet());
        begun.removeAll(calm.keySet());
        calm.replaceAll((point, looks) -> looks + 1);
        failing.keySet().forEach(point -> calm.put(point, 0));
        Set<PointId> over = calm.entrySet().stream()
                .filter(entry -> entry.getValue() >= CALM_LOOKS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        calm.keySet().removeAll(over);
        byDevice(begun).forEach(points -> {
            Failure first = failing.get(points.get(0));
            record(
                    points,
                    "cannot be read",
                    (points.size() == 1 ? ": " : "; the first: ") + first.code().wireName() + ", " + first.message());
        });
        byDevice(over).forEach(points -> record(points, points.size() == 1 ? "is read again" : "are read again", ""));
    }

    private static Collection<List<PointId>> byDevice(Set<PointId> points) {
        return points.stream()
                .collect(Collectors.groupingBy(PointId::deviceId, TreeMap::new, Collectors.toList()))
                .values();
    }

    private void record(List<PointId> points, String what, String why) {
        if (points.size() == 1) {
            events.record(new Event(clock.instant(), Event.Kind.POINT, "point " + points.get(0), what + why));
            return;
        }
        String named = points.stream().limit(NAMED).map(PointId::toString).collect(Collectors.joining(", "));
        String more = points.size() > NAMED ? " and " + (points.size() - NAMED) + " more" : "";
        events.record(new Event(
                clock.instant(),
                Event.Kind.POINT,
                "device " + points.get(0).deviceId(),
                points.size() + " points " + what + ": " + named + more + why));
    }
}
