// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The way to one device: never more than one exchange under way, writes and single reads before those of
 * the cycle. What is slow or dead here holds up no other device. Thread: bms-monitoring-lanes.
 */
final class Lane {
    /** Far beyond any driver's own deadline; only a driver that breaks its contract meets it. */
    static final Duration EXCHANGE_DEADLINE = Duration.ofMinutes(5);

    static final int MAX_URGENT = 64;

    private final LaneParts parts;
    private final Deque<Exchange<?>> urgent = new ArrayDeque<>();
    private final Cycle cycle;
    private final Reports reports;
    private Device device;
    private Set<PointId> points;
    private Turn<?> turn;

    Lane(LaneParts parts, Device device) {
        this.parts = parts;
        this.device = device;
        cycle = new Cycle(parts, this, device.deviceId());
        reports = new Reports(parts, this);
        points = ids(device);
    }

    DeviceRef ref() {
        return device.ref();
    }

    Device device() {
        return device;
    }

    boolean isRunning() {
        return cycle.isRunning();
    }

    boolean isSilent() {
        return cycle.isSilent();
    }

    boolean has(PointId point) {
        return points.contains(point);
    }

    /** When a point is read next, in nanoseconds of the lane thread's clock. */
    OptionalLong nextRead(PointId point) {
        return cycle.nextRead(point);
    }

    /** Takes the device as it is now; reads go on undisturbed where nothing has changed for them. */
    void update(Device changed, boolean running) {
        boolean moved = !changed.address().equals(device.address());
        Set<PointId> now = ids(changed);
        parts.samples().forget(points.stream().filter(id -> !now.contains(id)).toList());
        device = changed;
        points = now;
        if (cycle.isRunning() && !running) {
            parts.samples()
                    .publish(parts.samples().stopped(points), parts.thread().nanos());
        }
        reports.update(changed, running, moved);
        cycle.update(LanePlan.of(changed, reports.active(), parts.settings().covSafetyPoll()), running);
        if (moved) {
            cycle.wake();
        }
        pump();
    }

    /** The device reports other points than before; the others are read. */
    void replan() {
        cycle.update(LanePlan.of(device, reports.active(), parts.settings().covSafetyPoll()), cycle.isRunning());
        pump();
    }

    /** What a read gave, before it becomes samples. */
    void polled(List<ReadOutcome> outcomes) {
        parts.samples()
                .note(outcomes.stream()
                        .filter(outcome -> has(outcome.pointId()))
                        .toList());
        reports.polled(outcomes);
    }

    /** How often the point is confirmed at least, which for one that is reported is seldom. */
    Duration interval(PointId point, Duration polled) {
        return reports.interval(point, polled);
    }

    /** What the device will report of itself if it becomes {@code changed}. */
    Set<PointId> expectedReports(Device changed) {
        return reports.expected(changed);
    }

    void silent() {
        reports.lose();
    }

    void answersAgain() {
        reports.again();
    }

    /** A silent device announced itself: it is tried at once. */
    void tryNow() {
        cycle.tryNow();
        pump();
    }

    /** Another driver, or none: what the former was asked is asked anew. */
    void driverChanged() {
        turn = null;
        reports.lose();
        reports.again();
        cycle.restart();
        pump();
    }

    /** A discovery has found the device: it answers, and the next probe is not waited for. */
    void found() {
        cycle.heard();
        pump();
    }

    /** The device answered something outside the cycle. */
    void heard() {
        cycle.heard();
    }

    /** False when too much waits here already. */
    boolean submit(Exchange<?> exchange) {
        urgent.removeIf(waiting -> !waiting.isWanted());
        if (urgent.size() >= MAX_URGENT) {
            return false;
        }
        urgent.add(exchange);
        pump();
        return true;
    }

    /** Puts an exchange before all others, to follow one that has just ended. */
    void submitNext(Exchange<?> exchange) {
        urgent.addFirst(exchange);
        pump();
    }

    /** What must be looked at from time to time: values that nothing confirms, and an answer that never came. */
    void sweep() {
        long now = parts.thread().nanos();
        parts.samples().publish(parts.samples().unconfirmed(points, now), now);
        if (turn != null && now - turn.begun > EXCHANGE_DEADLINE.toNanos()) {
            turn.lose();
        }
    }

    /** The site has the device no longer. */
    void close() {
        reports.close();
        parts.drivers().current().ifPresent(driver -> driver.forget(ref()));
        cycle.update(new LanePlan(List.of()), false);
        parts.samples().forget(points);
        parts.states().forget(device.deviceId());
    }

    /** Begins the next exchange if there is one and the way is free. */
    void pump() {
        Optional<PointDriver> driver = parts.drivers().current();
        if (turn != null || driver.isEmpty()) {
            return;
        }
        urgent.removeIf(waiting -> !waiting.isWanted());
        Exchange<?> next = urgent.isEmpty() ? cycle.next() : urgent.poll();
        if (next != null) {
            begin(next, driver.get());
        }
    }

    private <T> void begin(Exchange<T> exchange, PointDriver driver) {
        Turn<T> mine = new Turn<>(exchange, driver, parts.thread().nanos());
        turn = mine;
        exchange.start(driver).whenComplete((answer, failure) -> parts.thread()
                .post(() -> mine.end(failure == null ? answer : null)));
    }

    private static Set<PointId> ids(Device device) {
        return device.points().stream().map(Point::id).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** An exchange under way. */
    private final class Turn<T> {
        private final Exchange<T> exchange;
        private final PointDriver driver;
        private final long begun;
        private boolean ended;

        Turn(Exchange<T> exchange, PointDriver driver, long begun) {
            this.exchange = exchange;
            this.driver = driver;
            this.begun = begun;
        }

        void end(T answer) {
            if (ended) {
                return;
            }
            ended = true;
            if (turn == this) {
                turn = null;
            }
            exchange.end(
                    driver,
                    answer != null
                            ? answer
                            : exchange.substitute(
                                    new Failure(ErrorCode.INTERNAL, "driver " + driver.version() + " gave no answer")));
            pump();
        }

        void lose() {
            end(null);
        }
    }
}
