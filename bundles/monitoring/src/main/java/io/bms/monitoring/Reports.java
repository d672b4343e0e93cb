// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.PointDriver.Reporting;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one device reports by itself (COV) instead of being read: by rule, or where that costs less. What it
 * does not report is read in its interval. What it reports is read too, every {@code covSafetyPollSeconds}, which shows
 * a report that got lost and a subscription that a restart has ended. Thread: bms-monitoring-lanes.
 */
final class Reports {
    /** Points begin and end in a row; the lane is planned anew once for all of them. */
    private static final Duration SETTLING = Duration.ofSeconds(1);
    /**
     * The part of a value by which an object without a known COV_Increment may change before a report counts as lost.
     */
    private static final double UNKNOWN_INCREMENT = 0.01;

    private final LaneParts parts;
    private final Lane lane;
    private final Set<PointId> active = new HashSet<>();
    private final Map<PointId, CovWorth> worth = new HashMap<>();
    private Map<PointId, Point> points = Map.of();
    private Set<PointId> watched = Set.of();
    private boolean running;
    private boolean settling;
    private long generation;

    Reports(LaneParts parts, Lane lane) {
        this.parts = parts;
        this.lane = lane;
    }

    Set<PointId> active() {
        return Set.copyOf(active);
    }

    /** The points that this device will report, by what is known now. */
    Set<PointId> expected(Device changed) {
        Reporting network = parts.drivers()
                .current()
                .map(driver -> driver.reporting(lane.ref()))
                .orElse(Reporting.NEVER);
        long now = parts.thread().nanos();
        return changed.points().stream()
                .filter(Point::enabled)
                .filter(point -> switch (reporting(point, network)) {
                    case ALWAYS ->
                        !worth.containsKey(point.id()) || !worth.get(point.id()).isRefused(now);
                    case NEVER -> false;
                    case WHERE_IT_PAYS -> active.contains(point.id());
                })
                .map(Point::id)
                .collect(Collectors.toSet());
    }

    /** How often the point is confirmed at least, be it by a report or by a read. */
    Duration interval(PointId point, Duration polled) {
        return active.contains(point) ? LanePlan.longer(polled, parts.settings().covSafetyPoll()) : polled;
    }

    /** @param moved the device has another address: nothing that was asked of it holds */
    void update(Device device, boolean run, boolean moved) {
        running = run;
        points = device.points().stream()
                .filter(Point::enabled)
                .collect(Collectors.toMap(Point::id, Function.identity(), (one, same) -> one, LinkedHashMap::new));
        worth.keySet().retainAll(points.keySet());
        active.retainAll(points.keySet());
        if (moved) {
            active.clear();
        }
        watch(moved);
    }

    /** The device is silent, or has no driver. */
    void lose() {
        if (!active.isEmpty()) {
            active.clear();
            settle();
        }
    }

    /** Everything is to be asked for once more. */
    void again() {
        watch(true);
    }

    void close() {
        running = false;
        active.clear();
        watch(false);
    }

    /** Takes notice of what was read: how much it changes, and whether a report of that was missed. */
    void polled(List<ReadOutcome> outcomes) {
        boolean missed = false;
        for (ReadOutcome outcome : outcomes) {
            Sample last = parts.samples().latest(outcome.pointId()).orElse(null);
            Point point = points.get(outcome.pointId());
            if (outcome instanceof ReadOutcome.Value read && last != null && point != null) {
                boolean reported = active.contains(read.pointId());
                missed |= reported && isBeyond(read.value(), last.value(), point);
                worth.computeIfAbsent(read.pointId(), unseen -> new CovWorth())
                        .polled(
                                reported,
                                !read.value().equals(last.value()),
                                parts.thread().nanos());
            }
        }
        watch(missed);
    }

    /**
     * Whether it moved by more than the device's increment; where nobody knows that, than {@link #UNKNOWN_INCREMENT}.
     */
    private static boolean isBeyond(PointValue now, PointValue before, Point point) {
        OptionalDouble one = analog(now);
        OptionalDouble other = analog(before);
        if (one.isEmpty() || other.isEmpty()) {
            return now.getClass() == before.getClass() && !now.equals(before);
        }
        double increment = point.object()
                .covIncrement()
                .orElse(UNKNOWN_INCREMENT * Math.max(Math.abs(one.getAsDouble()), Math.abs(other.getAsDouble())));
        return Math.abs(one.getAsDouble() - other.getAsDouble()) > increment * 1.01;
    }

    private static OptionalDouble analog(PointValue value) {
        return value instanceof PointValue.Integer ? OptionalDouble.empty() : value.asNumber();
    }

    /** @param anew even if the same points are watched already */
    private void watch(boolean anew) {
        PointDriver driver = parts.drivers().current().orElse(null);
        Set<PointId> wanted = driver == null || !running ? Set.of() : wanted(driver);
        if (driver == null || wanted.equals(watched) && (!anew || wanted.isEmpty())) {
            watched = driver == null ? Set.of() : watched;
            return;
        }
        watched = wanted;
        if (active.retainAll(wanted)) {
            settle();
        }
        driver.watch(lane.ref(), List.copyOf(wanted), new Watch(driver, ++generation));
    }

    private Set<PointId> wanted(PointDriver driver) {
        Reporting network = driver.reporting(lane.ref());
        return points.values().stream()
                .filter(point -> switch (reporting(point, network)) {
                    case ALWAYS -> true;
                    case NEVER -> false;
                    case WHERE_IT_PAYS ->
                        worth.containsKey(point.id())
                                && worth.get(point.id())
                                        .pays(
                                                watched.contains(point.id()),
                                                point.interval(),
                                                parts.settings().covSafetyPoll(),
                                                parts.thread().nanos());
                })
                .map(Point::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Reporting reporting(Point point, Reporting network) {
        return switch (point.readMode()) {
            case COV -> Reporting.ALWAYS;
            case POLL -> Reporting.NEVER;
            case AUTO -> network;
        };
    }

    private void settle() {
        if (!settling) {
            settling = true;
            parts.thread().after(SETTLING, () -> {
                settling = false;
                lane.replan();
            });
        }
    }

    private void reported(ReadOutcome outcome) {
        Point point = points.get(outcome.pointId());
        if (point != null) {
            Duration interval =
                    LanePlan.longer(point.interval(), parts.settings().covSafetyPoll());
            parts.samples().note(List.of(outcome));
            parts.samples()
                    .publish(
                            List.of(QualityRule.sample(outcome, interval, running)),
                            parts.thread().nanos());
            worth.computeIfAbsent(outcome.pointId(), unseen -> new CovWorth()).reported();
        }
    }

    /** One watch; what comes of an earlier one is not listened to. */
    private final class Watch implements ReportListener {
        private final PointDriver driver;
        private final long mine;

        Watch(PointDriver driver, long mine) {
            this.driver = driver;
            this.mine = mine;
        }

        @Override
        public void begun(PointId point) {
            post(() -> {
                if (watched.contains(point) && active.add(point)) {
                    settle();
                }
            });
        }

        @Override
        public void ended(PointId point, Failure why) {
            post(() -> {
                if (why.code() == ErrorCode.DEVICE_ERROR) {
                    worth.computeIfAbsent(point, unseen -> new CovWorth())
                            .refused(parts.thread().nanos());
                }
                if (active.remove(point)) {
                    settle();
                }
            });
        }

        @Override
        public void reported(ReadOutcome outcome) {
            post(() -> Reports.this.reported(outcome));
        }

        private void post(Runnable task) {
            parts.thread().post(() -> {
                if (mine == generation && parts.drivers().isCurrent(driver)) {
                    task.run();
                }
            });
        }
    }
}
