// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.Failure;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.Finding;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.status.StatusItem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Gives the samples and devices that it was told, and the properties, the way of reading and the overrides that it was
 * told, of any point. Thread: any.
 */
public final class FakeMonitoring implements Monitoring {
    private volatile CompletableFuture<PropertiesOutcome> answer = answered(new PropertiesOutcome.Known(List.of()));
    private volatile ReadPath path =
            new ReadPath("not monitored", Optional.empty(), Optional.empty(), Optional.empty());
    private volatile List<PointOverride> overrides = List.of();
    private volatile Optional<String> driver = Optional.of("fake 1.0.0");
    private volatile MonitoringStatus status = MonitoringStatus.ACTIVE;
    private volatile Map<PointId, Failure> failing = Map.of();
    private volatile EventsOutcome events = new EventsOutcome.Known(List.of());
    private final Map<Integer, EventsOutcome> eventsOf = new ConcurrentHashMap<>();
    private volatile AcknowledgeOutcome acknowledging = new AcknowledgeOutcome.Taken();
    private volatile Supplier<RecipientOutcome> entries = () -> new RecipientOutcome.Removed(List.of());
    private final List<String> askedAboutEntries = new CopyOnWriteArrayList<>();
    private volatile RecipientsOutcome recipients = new RecipientsOutcome.Known(List.of());
    private final List<EventAcknowledgement> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Integer> askedForEvents = new CopyOnWriteArrayList<>();
    private final Set<Integer> news = ConcurrentHashMap.newKeySet();
    private final Map<PointId, Sample> latest = new ConcurrentHashMap<>();
    private final Map<Integer, DeviceState> devices = new ConcurrentHashMap<>();

    public void path(ReadPath told) {
        path = told;
    }

    public void overrides(PointOverride... told) {
        overrides = List.of(told);
    }

    /** Who waits for an answer gets it too. */
    public void answer(PropertiesOutcome outcome) {
        answer.complete(outcome);
        answer = answered(outcome);
    }

    /** From now on nothing is answered, until there is an answer. */
    public void silence() {
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
        return answer.thenApply(outcome -> outcome.refusal().isPresent()
                ? outcome
                : new PropertiesOutcome.Known(outcome.properties().stream()
                        .filter(one -> one.name().equals(property))
                        .toList()));
    }

    /** What devices say of their events from now on. */
    public void events(EventsOutcome told) {
        events = told;
    }

    /** What this device says of its events from now on, whatever others say. */
    public void eventsOf(int deviceId, EventsOutcome told) {
        eventsOf.put(deviceId, told);
    }

    /** A device announces an event. */
    public void announceEvent(int deviceId) {
        news.add(deviceId);
    }

    @Override
    public Set<Integer> takeEventNews() {
        Set<Integer> taken = Set.copyOf(news);
        news.removeAll(taken);
        return taken;
    }

    /** What acknowledgements come to from now on. */
    public void acknowledging(AcknowledgeOutcome told) {
        acknowledging = told;
    }

    /** What has been acknowledged, in that order. */
    public List<EventAcknowledgement> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** The devices that have been asked for their events, in that order. */
    public List<Integer> askedForEvents() {
        return List.copyOf(askedForEvents);
    }

    @Override
    public CompletionStage<EventsOutcome> events(int deviceId, List<PointId> known) {
        askedForEvents.add(deviceId);
        return CompletableFuture.completedFuture(eventsOf.getOrDefault(deviceId, events));
    }

    @Override
    public CompletionStage<AcknowledgeOutcome> acknowledge(EventAcknowledgement acknowledgement) {
        acknowledged.add(acknowledgement);
        return CompletableFuture.completedFuture(acknowledging);
    }

    /** What devices say of their notification classes from now on. */
    public void recipients(RecipientsOutcome told) {
        recipients = told;
    }

    @Override
    public CompletionStage<RecipientsOutcome> recipients(int deviceId, Set<Integer> classes) {
        return CompletableFuture.completedFuture(recipients);
    }

    /** What becomes of entries in recipient lists from now on. */
    public void entries(Supplier<RecipientOutcome> told) {
        entries = told;
    }

    /** What was asked about entries: {@code add 1002 3}, {@code remove 1002 3 0a0b}, {@code remove 1002 3 own}. */
    public List<String> askedAboutEntries() {
        return List.copyOf(askedAboutEntries);
    }

    @Override
    public CompletionStage<RecipientOutcome> addRecipient(int deviceId, int notificationClass) {
        askedAboutEntries.add("add " + deviceId + " " + notificationClass);
        return CompletableFuture.completedFuture(entries.get());
    }

    @Override
    public CompletionStage<RecipientOutcome> removeRecipient(
            int deviceId, int notificationClass, Optional<String> octets) {
        askedAboutEntries.add("remove " + deviceId + " " + notificationClass + " " + octets.orElse("own"));
        return CompletableFuture.completedFuture(entries.get());
    }

    /** What its point was read as, and is when it is read again. */
    public void read(Sample sample) {
        latest.put(sample.pointId(), sample);
    }

    public void noDriver() {
        driver = Optional.empty();
    }

    public void status(MonitoringStatus told) {
        status = told;
    }

    public void failing(Map<PointId, Failure> told) {
        failing = Map.copyOf(told);
    }

    public void device(int deviceId, DeviceState told) {
        devices.put(deviceId, told);
    }

    @Override
    public MonitoringStatus status() {
        return status;
    }

    @Override
    public Optional<String> driverVersion() {
        return driver;
    }

    @Override
    public Optional<Sample> latest(PointId pointId) {
        return Optional.ofNullable(latest.get(pointId));
    }

    @Override
    public Optional<DeviceState> device(int deviceId) {
        return Optional.ofNullable(devices.get(deviceId));
    }

    @Override
    public Map<PointId, Failure> failing() {
        return failing;
    }

    @Override
    public CompletionStage<Sample> read(PointId pointId) {
        return latest(pointId)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalArgumentException("no sample was told")));
    }

    @Override
    public CompletionStage<List<Finding>> examine() {
        throw new UnsupportedOperationException("no examination was told");
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
        throw new UnsupportedOperationException("drops no override");
    }

    @Override
    public CompletionStage<Optional<Failure>> release(Predicate<PointId> points) {
        throw new UnsupportedOperationException("releases no points");
    }

    @Override
    public List<PointOverride> overrides() {
        return overrides;
    }
}
