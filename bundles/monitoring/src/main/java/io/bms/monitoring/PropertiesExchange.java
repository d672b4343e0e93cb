// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.point.PointId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks for all properties of one object, or for one, because someone looks at it. Thread: bms-monitoring-lanes. */
final class PropertiesExchange implements Exchange<PropertiesOutcome> {
    private final Lane lane;
    private final PointId point;
    private final Optional<String> property;
    private final CompletableFuture<PropertiesOutcome> answer;
    private final AtomicBoolean sent;

    /** @param sent set once the device is asked */
    PropertiesExchange(
            Lane lane,
            PointId point,
            Optional<String> property,
            CompletableFuture<PropertiesOutcome> answer,
            AtomicBoolean sent) {
        this.lane = lane;
        this.point = point;
        this.property = property;
        this.answer = answer;
        this.sent = sent;
    }

    @Override
    public boolean isWanted() {
        return !answer.isDone();
    }

    @Override
    public CompletionStage<PropertiesOutcome> start(PointDriver driver) {
        sent.set(true);
        return property.map(name -> driver.property(lane.ref(), point, name))
                .orElseGet(() -> driver.properties(lane.ref(), point));
    }

    @Override
    public PropertiesOutcome substitute(Failure failure) {
        return new PropertiesOutcome.Refused(failure);
    }

    @Override
    public void end(PointDriver driver, PropertiesOutcome outcome) {
        if (outcome.refusal().isEmpty()) {
            lane.heard();
        }
        answer.complete(outcome);
    }
}
