// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import io.bms.api.status.ClockCheck;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The newest sample of each point, and the way of every sample to the sinks.
 *
 * <p>Thread: any; {@link #publish} bms-monitoring-lanes only.
 */
final class LatestSamples {
    private final Map<PointId, Known> known = new ConcurrentHashMap<>();
    private final Map<PointId, Failure> errors = new ConcurrentHashMap<>();
    private final Map<PointId, Failure> failing = new ConcurrentHashMap<>();
    private final List<ClockCheck> clocks = new CopyOnWriteArrayList<>();
    private final List<SampleSink> sinks = new CopyOnWriteArrayList<>();

    void addClockCheck(ClockCheck check) {
        clocks.add(check);
    }

    void removeClockCheck(ClockCheck check) {
        clocks.remove(check);
    }

    void addSink(SampleSink sink) {
        sinks.add(sink);
    }

    void removeSink(SampleSink sink) {
        sinks.remove(sink);
    }

    Optional<Sample> latest(PointId pointId) {
        return Optional.ofNullable(known.get(pointId)).map(Known::sample);
    }

    /** Why the last failed read of a point failed. */
    Optional<Failure> lastError(PointId pointId) {
        return Optional.ofNullable(errors.get(pointId));
    }

    /** The points whose last read failed while their device answered, and why. */
    Map<PointId, Failure> failing() {
        return Map.copyOf(failing);
    }

    /** Keeps why reads of one device failed. */
    void note(List<ReadOutcome> outcomes) {
        boolean silent = Silence.in(outcomes).isPresent();
        for (ReadOutcome outcome : outcomes) {
            if (outcome instanceof ReadOutcome.Failed failed) {
                errors.put(failed.pointId(), failed.failure());
                if (!silent) {
                    failing.put(failed.pointId(), failed.failure());
                }
            } else {
                failing.remove(outcome.pointId());
            }
        }
    }

    /** When a point last had a value. */
    Optional<Instant> lastSuccess(PointId pointId) {
        return Optional.ofNullable(known.get(pointId)).flatMap(Known::success);
    }

    /** Keeps samples of one device and passes them on. One thread only, which keeps them in order. */
    void publish(List<Sample> read, long nanos) {
        if (read.isEmpty()) {
            return;
        }
        List<Sample> samples = clocks.stream().allMatch(ClockCheck::isPlausible)
                ? read
                : read.stream().map(QualityRule::unconfirmed).toList();
        samples.forEach(sample -> known.merge(sample.pointId(), Known.of(sample, nanos), Known::after));
        SampleBatch batch = new SampleBatch(samples);
        sinks.forEach(sink -> sink.accept(batch));
    }

    /** The samples of these points that are good and were not confirmed for three intervals, made uncertain. */
    List<Sample> unconfirmed(Collection<PointId> points, long nanos) {
        return last(points)
                .filter(last -> last.sample.quality() == Quality.GOOD)
                .filter(last -> nanos - last.nanos > last.sample.maxAge().toNanos())
                .map(last -> QualityRule.unconfirmed(last.sample))
                .toList();
    }

    /** The last samples of these points, made uncertain, as monitoring leaves them when it is stopped. */
    List<Sample> stopped(Collection<PointId> points) {
        return last(points).map(last -> QualityRule.unconfirmed(last.sample)).toList();
    }

    void forget(Collection<PointId> points) {
        points.forEach(known::remove);
        points.forEach(errors::remove);
        points.forEach(failing::remove);
    }

    private Stream<Known> last(Collection<PointId> points) {
        return points.stream().map(known::get).filter(last -> last != null);
    }

    private record Known(Sample sample, long nanos, Optional<Instant> success) {
        static Known of(Sample sample, long nanos) {
            return new Known(
                    sample,
                    nanos,
                    sample.value().equals(PointValue.NULL) ? Optional.empty() : Optional.of(sample.timestamp()));
        }

        static Known after(Known before, Known now) {
            return now.success.isPresent() ? now : new Known(now.sample, now.nanos, before.success);
        }
    }
}
