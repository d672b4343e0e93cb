// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.event;

import com.serotonin.bacnet4j.service.confirmed.ConfirmedRequestService;
import com.serotonin.bacnet4j.service.confirmed.GetAlarmSummaryRequest;
import com.serotonin.bacnet4j.service.confirmed.GetEventInformationRequest;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.BitString;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DeviceEvent;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.EventState;
import io.bms.api.driver.EventState.Transition;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.point.PointId;
import io.bms.bacnet.event.EventSummaries.Summary;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.request.DeviceMemory;
import io.bms.bacnet.request.EventService;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.request.RequestOutcome;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PropertyKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks one device for its events, by the best {@link EventService} that it has. What the device's list lacks of the
 * objects that are known to have had an event is read before it is believed, since some devices leave out what is
 * normal and not acknowledged. Thread: bms-bacnet-worker.
 */
public final class EventsRun {
    /** Answers that are followed at most; a device with more events is not believed. */
    private static final int MOST_PAGES = 64;

    private static final String UNREADABLE =
            "The device's list of events cannot be read: it is not as the standard says";

    private final int deviceId;
    private final Target target;
    private final DeviceMemory memory;
    private final Requests requests;
    private final PropertyReader reader;
    private final Patience patience;
    private final Map<ObjectIdentifier, Summary> found = new LinkedHashMap<>();

    public EventsRun(
            int deviceId,
            Target target,
            DeviceMemory memory,
            Requests requests,
            PropertyReader reader,
            BacnetSettings settings) {
        this.deviceId = deviceId;
        this.target = target;
        this.memory = memory;
        this.requests = requests;
        this.reader = reader;
        // Points are not read meanwhile, and some devices never answer to a service that they do not know.
        patience = memory.segments() ? Patience.bulk(settings).withoutRetry() : Patience.once(settings);
    }

    /** @param known objects that the list may lack */
    public CompletionStage<EventsOutcome> run(List<PointId> known) {
        List<ObjectIdentifier> objects = known.stream()
                .map(ObjectTypes::objectOf)
                .flatMap(Optional::stream)
                .toList();
        return switch (memory.eventService()) {
            case EVENT_INFORMATION -> information(Optional.empty(), 1, objects);
            case ALARM_SUMMARY -> list(new GetAlarmSummaryRequest(), EventService.ALARM_SUMMARY, 1, objects);
            case PROPERTIES -> missing(objects);
        };
    }

    private CompletionStage<EventsOutcome> information(
            Optional<ObjectIdentifier> last, int page, List<ObjectIdentifier> known) {
        return list(new GetEventInformationRequest(last.orElse(null)), EventService.EVENT_INFORMATION, page, known);
    }

    private CompletionStage<EventsOutcome> list(
            ConfirmedRequestService request, EventService service, int page, List<ObjectIdentifier> known) {
        return requests.askForOctets(target, request, patience).thenCompose(outcome -> {
            if (outcome.octets().isEmpty()) {
                return withoutList(outcome, service, known);
            }
            memory.toldEvents();
            try {
                byte[] content = outcome.octets().get();
                EventSummaries read = service == EventService.EVENT_INFORMATION
                        ? EventSummaries.ofEventInformation(content)
                        : EventSummaries.ofAlarmSummary(content);
                return taken(read, page, known);
            } catch (BadPacketException e) {
                return refused(new Failure(ErrorCode.DEVICE_ERROR, UNREADABLE));
            }
        });
    }

    private CompletionStage<EventsOutcome> taken(EventSummaries read, int page, List<ObjectIdentifier> known) {
        int before = found.size();
        read.events().forEach(event -> found.put(event.object(), event));
        // A device that ignores where to go on says the same again.
        if (!read.more() || found.size() == before) {
            return missing(known);
        }
        if (page == MOST_PAGES) {
            return refused(new Failure(ErrorCode.DEVICE_ERROR, "The device's list of events has no end"));
        }
        ObjectIdentifier last = read.events().get(read.events().size() - 1).object();
        return information(Optional.of(last), page + 1, known);
    }

    private CompletionStage<EventsOutcome> withoutList(
            RequestOutcome outcome, EventService service, List<ObjectIdentifier> known) {
        Optional<DeviceRefusal> refusal = outcome.refusal();
        if (refusal.isPresent() && !refusal.get().isPassing()) {
            memory.without(service);
            return service == EventService.EVENT_INFORMATION
                    ? list(new GetAlarmSummaryRequest(), EventService.ALARM_SUMMARY, 1, known)
                    : missing(known);
        }
        if (outcome.isSilent()) {
            memory.silentTo(service);
        }
        return refused(outcome.reading().failure().orElseThrow());
    }

    private static CompletionStage<EventsOutcome> refused(Failure failure) {
        return CompletableFuture.completedFuture(new EventsOutcome.Refused(failure));
    }

    /** Reads the objects that are not in the list. */
    private CompletionStage<EventsOutcome> missing(List<ObjectIdentifier> known) {
        List<ObjectIdentifier> missing =
                known.stream().filter(object -> !found.containsKey(object)).toList();
        List<PropertyKey> keys = missing.stream()
                .flatMap(object -> List.of(
                                PropertyIdentifier.eventState,
                                PropertyIdentifier.ackedTransitions,
                                PropertyIdentifier.notifyType)
                        .stream()
                        .map(property -> new PropertyKey(object, property)))
                .toList();
        if (keys.isEmpty()) {
            return stamps();
        }
        return reader.read(target, keys, patience).thenCompose(readings -> {
            Optional<Failure> open = readings.values().stream()
                    .filter(Reading::isOpen)
                    .findFirst()
                    .flatMap(Reading::failure);
            if (open.isPresent()) {
                return refused(open.get());
            }
            missing.forEach(object -> take(object, readings));
            return stamps();
        });
    }

    private void take(ObjectIdentifier object, Map<PropertyKey, Reading> readings) {
        Optional<Enumerated> state = readings.get(new PropertyKey(object, PropertyIdentifier.eventState))
                .as(Enumerated.class);
        Optional<BitString> acknowledged = readings.get(new PropertyKey(object, PropertyIdentifier.ackedTransitions))
                .as(BitString.class);
        boolean alarm = readings.get(new PropertyKey(object, PropertyIdentifier.notifyType))
                .as(Enumerated.class)
                .map(type -> type.intValue() == 0)
                .orElse(true);
        if (state.isEmpty()) {
            return;
        }
        Summary read = new Summary(
                object,
                new EventState(state.get().intValue() & 0xffff),
                acknowledged.map(EventsRun::bits).orElse(0xe0),
                List.of(),
                alarm,
                List.of());
        if (!read.state().isNormal() || !read.isAllAcknowledged()) {
            found.put(object, read);
        }
    }

    private static int bits(BitString bits) {
        int octet = 0;
        for (Transition transition : Transition.values()) {
            int index = transition.ordinal();
            boolean set = index >= bits.getValue().length || bits.getValue()[index];
            octet |= set ? 0x80 >> index : 0;
        }
        return octet;
    }

    /** Reads the time stamps of what waits for an acknowledgement, where they have not been told. */
    private CompletionStage<EventsOutcome> stamps() {
        Optional<Summary> without = found.values().stream()
                .filter(event -> event.stamps().isEmpty() && !event.isAllAcknowledged())
                .findFirst();
        if (without.isEmpty()) {
            return CompletableFuture.completedFuture(new EventsOutcome.Known(found.values().stream()
                    .map(this::event)
                    .flatMap(Optional::stream)
                    .toList()));
        }
        Summary event = without.get();
        return requests.askForOctets(
                        target, new ReadPropertyRequest(event.object(), PropertyIdentifier.eventTimeStamps), patience)
                .thenCompose(outcome -> {
                    if (outcome.isSilent() || outcome.isLost()) {
                        return refused(outcome.reading().failure().orElseThrow());
                    }
                    found.put(event.object(), stamped(event, outcome));
                    return stamps();
                });
    }

    /** Without stamps it cannot be acknowledged at the device, and so is not said to wait for that. */
    private static Summary stamped(Summary event, RequestOutcome outcome) {
        List<String> stamps = List.of();
        try {
            if (outcome.octets().isPresent()) {
                stamps = TimeStamps.ofProperty(outcome.octets().get());
            }
        } catch (BadPacketException e) {
            stamps = List.of();
        }
        boolean complete = stamps.size() == Transition.values().length;
        return new Summary(
                event.object(),
                event.state(),
                complete ? event.acknowledged() : 0xe0,
                complete ? stamps : List.of(),
                event.alarm(),
                event.priorities());
    }

    private Optional<DeviceEvent> event(Summary summary) {
        return ObjectTypes.pointOf(deviceId, summary.object()).map(point -> {
            List<OpenTransition> open = new ArrayList<>();
            for (Transition transition : Transition.values()) {
                if (!summary.isAcknowledged(transition) && summary.stamps().size() > transition.ordinal()) {
                    open.add(new OpenTransition(
                            stateOf(transition, summary.state()),
                            summary.stamps().get(transition.ordinal())));
                }
            }
            return new DeviceEvent(point, summary.state(), open, summary.alarm(), priority(summary, open));
        });
    }

    private static EventState stateOf(Transition transition, EventState now) {
        if (now.transition() == transition) {
            return now;
        }
        return switch (transition) {
            case TO_OFFNORMAL -> EventState.OFFNORMAL;
            case TO_FAULT -> EventState.FAULT;
            case TO_NORMAL -> EventState.NORMAL;
        };
    }

    /** The priority of the state; where that is normal again, of what it was before. */
    private static OptionalInt priority(Summary summary, List<OpenTransition> open) {
        Transition about = summary.state().isNormal() && !open.isEmpty()
                ? open.get(0).state().transition()
                : summary.state().transition();
        return summary.priorities().size() > about.ordinal()
                ? OptionalInt.of(summary.priorities().get(about.ordinal()))
                : OptionalInt.empty();
    }
}
