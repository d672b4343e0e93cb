// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timed reads of one lane. Each group ticks on its own fixed grid; a tick only says that the group is
 * due, so that nothing drifts, and a group that is still due or being read when it ticks again is not
 * read twice. A silent device rests between attempts; the groups that come due meanwhile take turns.
 * Thread: bms-monitoring-lanes.
 */
final class Cycle {
    private static final Logger LOG = LoggerFactory.getLogger(Cycle.class);

    private final LaneParts parts;
    private final Lane lane;
    private final int deviceId;
    private final ProbeSchedule probes;
    private final Overrun overrun;
    private final Map<Duration, Ticks> ticks = new HashMap<>();
    private final Set<Duration> due = new LinkedHashSet<>();
    private Map<Duration, LanePlan.Group> groups = Map.of();
    private Optional<Duration> reading = Optional.empty();
    private Optional<Future<?>> rest = Optional.empty();
    private boolean running;

    Cycle(LaneParts parts, Lane lane, int deviceId) {
        this.parts = parts;
        this.lane = lane;
        this.deviceId = deviceId;
        overrun = new Overrun(deviceId);
        probes = new ProbeSchedule(
                parts.settings().retryAttempts(), parts.settings().retryDelay());
    }

    boolean isRunning() {
        return running;
    }

    /**
     * Starts the groups that are new and ends those that are gone; one that only got other points keeps its
     * grid, and is read at once if any of them were in no group before.
     */
    void update(LanePlan plan, boolean run) {
        running = run;
        Set<PointId> planned = groups.values().stream()
                .flatMap(group -> group.points().stream())
                .collect(Collectors.toSet());
        groups = run
                ? plan.groups().stream().collect(Collectors.toMap(LanePlan.Group::interval, Function.identity()))
                : Map.of();
        ticks.forEach((interval, of) -> {
            if (!groups.containsKey(interval)) {
                of.cancel();
            }
        });
        ticks.keySet().retainAll(groups.keySet());
        due.retainAll(groups.keySet());
        groups.forEach((interval, group) -> {
            if (!ticks.containsKey(interval)) {
                ticks.put(interval, start(group));
            } else if (!planned.containsAll(group.points())) {
                due.add(interval);
            }
        });
        if (!run) {
            endRest();
        }
    }

    /** When a point is read next, in nanoseconds of the lane thread's clock. */
    OptionalLong nextRead(PointId point) {
        return groups.values().stream()
                .filter(group -> group.points().contains(point))
                .mapToLong(
                        group -> ticks.get(group.interval()).next(parts.thread().nanos()))
                .findFirst();
    }

    /** Something was heard of a silent device: the next attempt is now, and those after it follow soon. */
    void tryNow() {
        probes.hurry();
        rest.ifPresent(timer -> timer.cancel(false));
        rest = Optional.empty();
    }

    boolean isSilent() {
        return probes.failures() > 0;
    }

    /** A driver came or left: what it was asked is due again, and no device is known to be silent. */
    void restart() {
        reading.filter(ticks::containsKey).ifPresent(due::add);
        reading = Optional.empty();
        endRest();
    }

    /** Ends the rest of a silent device and reads it all at once. */
    void wake() {
        if (probes.failures() > 0) {
            endRest();
            due.addAll(ticks.keySet());
        }
    }

    /** The device answered. */
    void heard() {
        parts.states().answered(deviceId);
        if (probes.failures() > 0) {
            LOG.info("device {} answers again after {} failed reads", deviceId, probes.failures());
            lane.answersAgain();
        }
        wake();
    }

    /** The next read, or null if none is due. */
    Exchange<?> next() {
        if (rest.isPresent() || due.isEmpty()) {
            return null;
        }
        LanePlan.Group group = groups.get(due.iterator().next());
        due.remove(group.interval());
        reading = Optional.of(group.interval());
        overrun.clear();
        return new GroupRead(group, probes.isProbing() ? group.points().subList(0, 1) : group.points());
    }

    private Ticks start(LanePlan.Group group) {
        Runnable tick = () -> tick(group.interval());
        return new Ticks(
                group,
                parts.thread().nanos(),
                parts.thread().after(group.first(), tick),
                parts.thread().every(group.phase(), group.interval(), tick));
    }

    private void tick(Duration interval) {
        if (reading.filter(interval::equals).isPresent() || !due.add(interval)) {
            overrun.skip();
        }
        lane.pump();
    }

    private void endRest() {
        rest.ifPresent(timer -> timer.cancel(false));
        rest = Optional.empty();
        probes.reset();
    }

    private void silent(LanePlan.Group group, Failure failure) {
        Duration pause = probes.failed();
        parts.states().failed(deviceId, failure);
        lane.silent();
        if (probes.failures() == 1) {
            LOG.warn("device {} at {} does not answer: {}", deviceId, lane.ref().address(), failure.message());
        } else {
            LOG.debug(
                    "device {} has not answered {} times, next try in {}: {}",
                    deviceId,
                    probes.failures(),
                    pause,
                    failure.message());
        }
        due.add(group.interval());
        rest = Optional.of(parts.thread().after(pause, () -> {
            rest = Optional.empty();
            lane.pump();
        }));
    }

    /** One read of a group, or of one point of it as a probe. */
    private final class GroupRead implements Exchange<List<ReadOutcome>> {
        private final LanePlan.Group group;
        private final List<PointId> points;

        GroupRead(LanePlan.Group group, List<PointId> points) {
            this.group = group;
            this.points = points;
        }

        @Override
        public boolean isWanted() {
            return ticks.containsKey(group.interval());
        }

        @Override
        public CompletionStage<List<ReadOutcome>> start(PointDriver driver) {
            return ReadExchange.checked(driver, lane.ref(), points);
        }

        @Override
        public List<ReadOutcome> substitute(Failure failure) {
            return ReadExchange.failed(points, failure, parts.clock());
        }

        @Override
        public void end(PointDriver driver, List<ReadOutcome> outcomes) {
            if (!parts.drivers().isCurrent(driver)) {
                return;
            }
            reading = Optional.empty();
            if (isWanted()) {
                lane.polled(outcomes);
                parts.samples()
                        .publish(
                                outcomes.stream()
                                        .filter(outcome -> lane.has(outcome.pointId()))
                                        .map(outcome -> QualityRule.sample(
                                                outcome, lane.interval(outcome.pointId(), group.interval()), running))
                                        .toList(),
                                parts.thread().nanos());
                Silence.in(outcomes).ifPresentOrElse(failure -> silent(group, failure), this::answered);
            }
        }

        private void answered() {
            if (probes.failures() == 0) {
                overrun.answered(group.interval());
            }
            heard();
            if (points.size() == group.points().size()) {
                due.remove(group.interval());
            } else {
                due.add(group.interval());
            }
        }
    }
}
