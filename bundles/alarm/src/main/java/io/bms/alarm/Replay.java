// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmTrial;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Goes through samples of the past by one rule. A value holds until the next sample, for three of its intervals at
 * most; then nobody can tell. Thread: one.
 */
final class Replay {
    private final AlarmRule rule;
    private final RuleZone zone;
    private final Instant from;
    private final Deque<AlarmTrial.Onset> newest = new ArrayDeque<>();
    /** The newest of each of the rule's points, while it holds. */
    private final Map<PointId, Sample> last = new HashMap<>();

    private Optional<Instant> raised = Optional.empty();
    private long samples;
    private int onsets;

    Replay(AlarmRule rule, Instant from) {
        this.rule = rule;
        this.from = from;
        zone = new RuleZone(rule, nanos(from));
    }

    /** Of any of the rule's points, the older first. */
    void take(Sample sample) {
        advance(nanos(sample.timestamp()));
        zone.take(sample, nanos(sample.timestamp()));
        judge(nanos(sample.timestamp()));
        last.put(sample.pointId(), sample);
        if (sample.pointId().equals(rule.pointId())) {
            samples++;
        }
    }

    AlarmTrial end(Instant to) {
        advance(nanos(to));
        raised.ifPresent(at -> keep(new AlarmTrial.Onset(at, Optional.empty())));
        return new AlarmTrial(from, samples, onsets, List.copyOf(newest));
    }

    private void advance(long now) {
        last.values().stream()
                .filter(sample -> holdsTo(sample) < now)
                .sorted(Comparator.comparingLong(Replay::holdsTo))
                .toList()
                .forEach(sample -> {
                    judge(holdsTo(sample));
                    zone.untold(sample.pointId(), holdsTo(sample));
                    last.remove(sample.pointId());
                });
        judge(now);
    }

    private static long holdsTo(Sample sample) {
        return nanos(sample.timestamp().plus(sample.maxAge()));
    }

    private void judge(long now) {
        if (raised.isEmpty() && zone.isDue(now)) {
            raised = Optional.of(instant(zone.since() + zone.delay().toNanos()));
            onsets++;
        } else if (raised.isPresent() && zone.isFor(RuleZone.Place.FINE, rule.clearDelay(), now)) {
            keep(new AlarmTrial.Onset(
                    raised.get(),
                    Optional.of(instant(zone.since() + rule.clearDelay().toNanos()))));
            raised = Optional.empty();
        }
    }

    private void keep(AlarmTrial.Onset onset) {
        newest.addLast(onset);
        if (newest.size() > AlarmTrial.MOST) {
            newest.removeFirst();
        }
    }

    private static long nanos(Instant time) {
        return TimeUnit.MILLISECONDS.toNanos(time.toEpochMilli());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
