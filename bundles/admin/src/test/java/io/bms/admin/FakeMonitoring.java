// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.Failure;
import io.bms.api.driver.Finding;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.status.StatusItem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Gives the properties, the way of reading and the overrides that it was told, of any point. */
final class FakeMonitoring implements Monitoring {
    private volatile CompletableFuture<PropertiesOutcome> answer = answered(new PropertiesOutcome.Known(List.of()));
    private volatile ReadPath path =
            new ReadPath("not monitored", Optional.empty(), Optional.empty(), Optional.empty());
    private volatile List<PointOverride> overrides = List.of();
    private final Map<PointId, Sample> latest = new ConcurrentHashMap<>();

    void path(ReadPath told) {
        path = told;
    }

    void overrides(PointOverride... told) {
        overrides = List.of(told);
    }

    /** Who waits for an answer gets it too. */
    void answer(PropertiesOutcome outcome) {
        answer.complete(outcome);
        answer = answered(outcome);
    }

    /** From now on nothing is answered, until there is an answer. */
    void silence() {
        answer = new CompletableFuture<>();
    }

    private static CompletableFuture<PropertiesOutcome> answered(PropertiesOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public CompletionStage<PropertiesOutcome> properties(PointId pointId) {
        return answer;
    }

    @Override
    public CompletionStage<PropertiesOutcome> property(PointId pointId, String property) {
        return answer.thenApply(outcome -> outcome instanceof PropertiesOutcome.Known known
                ? new PropertiesOutcome.Known(known.properties().stream()
                        .filter(one -> one.name().equals(property))
                        .toList())
                : outcome);
    }

    void read(Sample sample) {
        latest.put(sample.pointId(), sample);
    }

    @Override
    public MonitoringStatus status() {
        return MonitoringStatus.ACTIVE;
    }

    @Override
    public Optional<String> driverVersion() {
        return Optional.empty();
    }

    @Override
    public Optional<Sample> latest(PointId pointId) {
        return Optional.ofNullable(latest.get(pointId));
    }

    @Override
    public Optional<DeviceState> device(int deviceId) {
        return Optional.empty();
    }

    @Override
    public Map<PointId, Failure> failing() {
        return Map.of();
    }

    @Override
    public CompletionStage<Sample> read(PointId pointId) {
        throw new UnsupportedOperationException("no call reads a point");
    }

    @Override
    public CompletionStage<List<Finding>> examine() {
        throw new UnsupportedOperationException("no call asks for an examination");
    }

    @Override
    public CompletionStage<ReadPath> path(PointId pointId) {
        return CompletableFuture.completedFuture(path);
    }

    @Override
    public List<StatusItem.Problem> problems() {
        return List.of();
    }

    @Override
    public CompletionStage<Boolean> dropOverride(PointId pointId, int priority) {
        throw new UnsupportedOperationException("no call drops an override");
    }

    @Override
    public CompletionStage<Optional<Failure>> release(Predicate<PointId> points) {
        throw new UnsupportedOperationException("no call releases points");
    }

    @Override
    public List<PointOverride> overrides() {
        return overrides;
    }
}
