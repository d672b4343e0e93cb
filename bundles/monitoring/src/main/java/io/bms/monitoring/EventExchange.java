// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.PointDriver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Asks for a device's events, or acknowledges one. Thread: bms-monitoring-lanes. */
final class EventExchange<T> implements Exchange<T> {
    private final Lane lane;
    private final BiFunction<PointDriver, DeviceRef, CompletionStage<T>> question;
    private final Function<Failure, T> refused;
    private final CompletableFuture<T> answer;
    private final AtomicBoolean sent;

    /** @param sent set once the device is asked */
    EventExchange(
            Lane lane,
            BiFunction<PointDriver, DeviceRef, CompletionStage<T>> question,
            Function<Failure, T> refused,
            CompletableFuture<T> answer,
            AtomicBoolean sent) {
        this.lane = lane;
        this.question = question;
        this.refused = refused;
        this.answer = answer;
        this.sent = sent;
    }

    @Override
    public boolean isWanted() {
        return !answer.isDone();
    }

    @Override
    public CompletionStage<T> start(PointDriver driver) {
        sent.set(true);
        return question.apply(driver, lane.ref());
    }

    @Override
    public T substitute(Failure failure) {
        return refused.apply(failure);
    }

    @Override
    public void end(PointDriver driver, T outcome) {
        answer.complete(outcome);
    }
}
