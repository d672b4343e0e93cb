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
import java.util.function.Predicate;

/**
 * Asks a device something about itself, or tells it something, for somebody who waits. Thread: bms-monitoring-lanes.
 */
final class QuestionExchange<T> implements Exchange<T> {
    private final Lane lane;
    private final Question<T> question;
    private final CompletableFuture<T> answer;
    private final AtomicBoolean sent;

    /**
     * What is asked.
     *
     * @param refused the answer where there is none
     * @param proves whether an answer proves that the device is there
     */
    record Question<T>(
            BiFunction<PointDriver, DeviceRef, CompletionStage<T>> ask,
            Function<Failure, T> refused,
            Predicate<T> proves) {}

    /** @param sent set once the device is asked */
    QuestionExchange(Lane lane, Question<T> question, CompletableFuture<T> answer, AtomicBoolean sent) {
        this.lane = lane;
        this.question = question;
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
        return question.ask().apply(driver, lane.ref());
    }

    @Override
    public T substitute(Failure failure) {
        return question.refused().apply(failure);
    }

    @Override
    public void end(PointDriver driver, T outcome) {
        if (question.proves().test(outcome)) {
            lane.heard();
        }
        answer.complete(outcome);
    }
}
