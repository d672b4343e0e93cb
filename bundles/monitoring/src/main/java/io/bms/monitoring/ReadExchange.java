// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.site.Point;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads one point out of turn: someone asks for it, or it was just written. Thread: bms-monitoring-lanes. */
final class ReadExchange implements Exchange<List<ReadOutcome>> {
    private final LaneParts parts;
    private final Lane lane;
    private final Point point;
    private final CompletableFuture<Sample> answer;
    private final AtomicBoolean sent;

    /** @param sent set once the device is asked */
    ReadExchange(LaneParts parts, Lane lane, Point point, CompletableFuture<Sample> answer, AtomicBoolean sent) {
        this.parts = parts;
        this.lane = lane;
        this.point = point;
        this.answer = answer;
        this.sent = sent;
    }

    /** A read whose answer is null where it does not fit the question. */
    static CompletionStage<List<ReadOutcome>> checked(PointDriver driver, DeviceRef device, List<PointId> points) {
        return driver.read(device, points).thenApply(outcomes -> outcomes.size() == points.size() ? outcomes : null);
    }

    static List<ReadOutcome> failed(List<PointId> points, Failure failure, Clock clock) {
        Instant now = clock.instant();
        return points.stream()
                .<ReadOutcome>map(id -> new ReadOutcome.Failed(id, failure, now))
                .toList();
    }

    @Override
    public boolean isWanted() {
        return !answer.isDone();
    }

    @Override
    public CompletionStage<List<ReadOutcome>> start(PointDriver driver) {
        sent.set(true);
        return checked(driver, lane.ref(), List.of(point.id()));
    }

    @Override
    public List<ReadOutcome> substitute(Failure failure) {
        return failed(List.of(point.id()), failure, parts.clock());
    }

    @Override
    public void end(PointDriver driver, List<ReadOutcome> outcomes) {
        Sample sample =
                QualityRule.sample(outcomes.get(0), lane.interval(point.id(), point.interval()), lane.isRunning());
        parts.samples().note(outcomes);
        if (parts.drivers().isCurrent(driver)) {
            parts.samples().publish(List.of(sample), parts.thread().nanos());
            if (Silence.in(outcomes).isEmpty()) {
                lane.heard();
            }
        }
        answer.complete(sample);
    }
}
