// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.site.Point;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what goes out on points' own topics (docs/wire.md, "Values"), and keeps the newest sample of
 * each point until it can: a newer one takes the older one's place, so nothing current is lost, however
 * long the broker is away. Holds at most one sample per point of the site. Thread: any, under the lock of {@link
 * Telemetry}.
 */
final class PointGate {
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(600);

    private static final int MOST_DOUBLINGS = 7;

    private record Sent(Sample sample, Instant at) {}

    /**
     * The broker does not take this point's topic.
     *
     * @param newest to be sent when it is tried again; null once it is being tried
     */
    private record Withheld(Sample newest, int refusals) {}

    private final Clock clock;
    private final Duration firstHold;
    private final Map<PointId, Sent> sent = new HashMap<>();
    private final Map<PointId, Sample> waiting = new LinkedHashMap<>();
    private final Map<PointId, Withheld> withheld = new HashMap<>();
    private Map<PointId, Point> points = Map.of();

    /**
     * @param firstHold how long a point that the broker refuses is withheld the first time; twice as long each next
     *     time
     */
    PointGate(Clock clock, Duration firstHold) {
        this.firstHold = firstHold;
        this.clock = clock;
    }

    /** Takes over the site's points; those that are gone are forgotten. */
    void points(Map<PointId, Point> now) {
        points = now;
        sent.keySet().retainAll(now.keySet());
        waiting.keySet().retainAll(now.keySet());
        withheld.keySet().retainAll(now.keySet());
    }

    /** Each point's next sample counts as its first: the broker may have forgotten what it had. */
    void startOver() {
        sent.clear();
        withheld.values().stream()
                .map(Withheld::newest)
                .filter(Objects::nonNull)
                .forEach(sample -> waiting.putIfAbsent(sample.pointId(), sample));
        withheld.clear();
    }

    /** True if it is now waiting and no sample of its point was before. */
    boolean offer(Sample sample) {
        Point point = points.get(sample.pointId());
        Withheld refused = withheld.get(sample.pointId());
        if (point != null && refused != null && refused.newest() != null) {
            withheld.put(sample.pointId(), new Withheld(sample, refused.refusals()));
            return false;
        }
        if (point == null || !waiting.containsKey(sample.pointId()) && !isDue(sample, point)) {
            return false;
        }
        return waiting.put(sample.pointId(), sample) == null;
    }

    /** The sample to send next; it counts as sent. */
    Optional<Sample> take() {
        var oldest = waiting.entrySet().iterator();
        if (!oldest.hasNext()) {
            return Optional.empty();
        }
        Sample sample = oldest.next().getValue();
        oldest.remove();
        sent.put(sample.pointId(), new Sent(sample, clock.instant()));
        return Optional.of(sample);
    }

    /** It did not get out after all: it waits again, unless something newer does. */
    void giveBack(Sample sample) {
        if (points.containsKey(sample.pointId())) {
            sent.remove(sample.pointId());
            waiting.putIfAbsent(sample.pointId(), sample);
        }
    }

    /**
     * The broker did not take it: it, or what is newer, waits apart until {@link #release}.
     *
     * @return how long that should be
     */
    Duration hold(Sample sample) {
        PointId id = sample.pointId();
        if (!points.containsKey(id)) {
            return firstHold;
        }
        sent.remove(id);
        Sample newest = Optional.ofNullable(waiting.remove(id)).orElse(sample);
        int refusals = withheld.containsKey(id) ? withheld.get(id).refusals() + 1 : 1;
        withheld.put(id, new Withheld(newest, refusals));
        return firstHold.multipliedBy(1L << Math.min(refusals - 1, MOST_DOUBLINGS));
    }

    /** What was withheld may be tried again. */
    void release(PointId id) {
        Withheld refused = withheld.get(id);
        if (refused != null && refused.newest() != null) {
            waiting.putIfAbsent(id, refused.newest());
            withheld.put(id, new Withheld(null, refused.refusals()));
        }
    }

    /** The broker takes it again. */
    void taken(PointId id) {
        withheld.remove(id);
    }

    Optional<String> units(PointId id) {
        Point point = points.get(id);
        return point == null ? Optional.empty() : point.object().units();
    }

    private boolean isDue(Sample sample, Point point) {
        Sent last = sent.get(sample.pointId());
        return last == null
                || sample.quality() != last.sample().quality()
                || !sample.flags().equals(last.sample().flags())
                || !sample.failure().equals(last.sample().failure())
                || !sample.interval().equals(last.sample().interval())
                || !clock.instant().isBefore(last.at().plus(AT_LEAST_EVERY))
                || hasMoved(last.sample().value(), sample.value(), point.deadband());
    }

    private static boolean hasMoved(PointValue from, PointValue to, double deadband) {
        if (from.equals(to)) {
            return false;
        }
        // NaN is near to nothing.
        double distance =
                Math.abs(from.asNumber().orElse(Double.NaN) - to.asNumber().orElse(Double.NaN));
        return !(deadband > 0 && distance <= deadband);
    }
}
