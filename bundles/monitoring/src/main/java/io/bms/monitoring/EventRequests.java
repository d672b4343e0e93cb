// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import io.bms.monitoring.QuestionExchange.Question;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Questions about the events of devices; each goes by its device's lane. Thread: any. */
final class EventRequests {
    private final LaneParts parts;
    private final Lanes lanes;
    private final OpenRequests requests;
    private final Supplier<Site> site;
    /** The devices that have announced an event, and have not been asked since. */
    private final Set<Integer> news = ConcurrentHashMap.newKeySet();

    EventRequests(LaneParts parts, Lanes lanes, OpenRequests requests, Supplier<Site> site) {
        this.parts = parts;
        this.lanes = lanes;
        this.requests = requests;
        this.site = site;
    }

    CompletionStage<EventsOutcome> events(int deviceId, List<PointId> known) {
        List<PointId> objects =
                Stream.concat(known.stream(), flagged(deviceId)).distinct().toList();
        return ask(
                deviceId,
                new Question<>(
                        (driver, device) -> driver.events(device, objects), EventsOutcome.Refused::new, any -> false));
    }

    /** A device has announced an event. */
    void announced(int deviceId) {
        if (site.get().devices().containsKey(deviceId)) {
            news.add(deviceId);
        }
    }

    Set<Integer> takeNews() {
        Set<Integer> taken = Set.copyOf(news);
        news.removeAll(taken);
        return taken;
    }

    CompletionStage<AcknowledgeOutcome> acknowledge(EventAcknowledgement acknowledgement) {
        return ask(
                acknowledgement.object().deviceId(),
                new Question<>(
                        (driver, device) -> driver.acknowledge(device, acknowledgement),
                        AcknowledgeOutcome.Refused::new,
                        any -> false));
    }

    CompletionStage<RecipientsOutcome> recipients(int deviceId, Set<Integer> classes) {
        Set<Integer> wanted = Set.copyOf(classes);
        return ask(
                deviceId,
                new Question<>(
                        (driver, device) -> driver.recipients(device, wanted),
                        RecipientsOutcome.Refused::new,
                        any -> false));
    }

    CompletionStage<RecipientOutcome> addRecipient(int deviceId, int notificationClass) {
        return change(deviceId, (driver, device) -> driver.addRecipient(device, notificationClass));
    }

    CompletionStage<RecipientOutcome> removeRecipient(int deviceId, int notificationClass, Optional<String> octets) {
        return change(deviceId, (driver, device) -> driver.removeRecipient(device, notificationClass, octets));
    }

    private CompletionStage<RecipientOutcome> change(
            int deviceId, BiFunction<PointDriver, DeviceRef, CompletionStage<RecipientOutcome>> how) {
        return ask(deviceId, new Question<>(how, RecipientOutcome.Refused::new, any -> false));
    }

    /** The points whose newest flags say that they have an event. */
    private Stream<PointId> flagged(int deviceId) {
        return Optional.ofNullable(site.get().devices().get(deviceId)).map(Device::points).stream()
                .flatMap(List::stream)
                .map(Point::id)
                .filter(point -> parts.samples()
                        .latest(point)
                        .filter(EventRequests::isFlagged)
                        .isPresent());
    }

    private static boolean isFlagged(Sample sample) {
        return sample.flags().contains(StatusFlag.IN_ALARM) || sample.flags().contains(StatusFlag.FAULT);
    }

    private <T> CompletionStage<T> ask(int deviceId, Question<T> question) {
        Function<Failure, T> refused = question.refused();
        if (parts.drivers().current().isEmpty()) {
            return CompletableFuture.completedFuture(
                    refused.apply(new Failure(ErrorCode.NOT_CONFIGURED, Configuring.NO_DRIVER)));
        }
        AtomicBoolean sent = new AtomicBoolean();
        CompletableFuture<T> answer =
                requests.open(PointRequests.DEADLINE, () -> refused.apply(PointRequests.late(deviceId, sent.get())));
        parts.thread().post(() -> {
            Optional<Lane> lane = lanes.lane(deviceId);
            if (lane.isEmpty()) {
                answer.complete(refused.apply(
                        new Failure(ErrorCode.NOT_CONFIGURED, "the site has no device " + deviceId + " any more")));
            } else if (!lane.get().submit(new QuestionExchange<>(lane.get(), question, answer, sent))) {
                answer.complete(refused.apply(new Failure(ErrorCode.BUSY, PointRequests.busy(deviceId))));
            }
        });
        return answer;
    }
}
