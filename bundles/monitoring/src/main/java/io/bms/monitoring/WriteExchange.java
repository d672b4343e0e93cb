// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes one point, once, and has it read right after, so that its new value goes out as a sample.
 *
 * <p>Thread: bms-monitoring-lanes.
 */
final class WriteExchange implements Exchange<WriteOutcome> {
    private final LaneParts parts;
    private final Lane lane;
    private final Point point;
    private final Command.SetValueToPoint command;
    private final Optional<PointValue> onlyIfHeld;
    private final CompletableFuture<WriteOutcome> answer;
    private final AtomicBoolean sent;

    /** @param sent set once the write is on its way, when it can no longer be taken back */
    WriteExchange(
            LaneParts parts,
            Lane lane,
            Point point,
            Command.SetValueToPoint command,
            Optional<PointValue> onlyIfHeld,
            CompletableFuture<WriteOutcome> answer,
            AtomicBoolean sent) {
        this.parts = parts;
        this.lane = lane;
        this.point = point;
        this.command = command;
        this.onlyIfHeld = onlyIfHeld;
        this.answer = answer;
        this.sent = sent;
    }

    @Override
    public boolean isWanted() {
        return !answer.isDone();
    }

    @Override
    public CompletionStage<WriteOutcome> start(PointDriver driver) {
        sent.set(true);
        return driver.write(new WriteRequest(
                lane.ref(),
                command.pointId(),
                command.value(),
                command.priority(),
                onlyIfHeld,
                command.preview(),
                command.releaseAfter().isPresent()));
    }

    @Override
    public WriteOutcome substitute(Failure failure) {
        return command.preview()
                ? new WriteOutcome.Refused(failure)
                : new WriteOutcome.Refused(
                        new Failure(
                                ErrorCode.DEVICE_TIMEOUT,
                                failure.message() + "; the write may have taken effect, read the point"),
                        true);
    }

    @Override
    public void end(PointDriver driver, WriteOutcome outcome) {
        answer.complete(outcome);
        // A third look, after the limits before and the read-back: by rule the new value comes as an ordinary sample.
        if (outcome instanceof WriteOutcome.Written) {
            lane.heard();
            lane.submitNext(new ReadExchange(parts, lane, point, new CompletableFuture<>(), new AtomicBoolean()));
        }
    }
}
