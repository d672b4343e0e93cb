// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.event;

import com.serotonin.bacnet4j.service.confirmed.AddListElementRequest;
import com.serotonin.bacnet4j.service.confirmed.ConfirmedRequestService;
import com.serotonin.bacnet4j.service.confirmed.RemoveListElementRequest;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.RequestOutcome;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.DeviceRefusal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Enters the gateway into one recipient list, or takes it out, by AddListElement and RemoveListElement (ASHRAE 135,
 * 15.1 and 15.2) with one element each. A list is never written whole: what others have entered meanwhile would be
 * gone. What a device answers to them is not believed before its list has been read again. Thread: bms-bacnet-worker.
 */
public final class RecipientEntryRun {
    /** The number by which the gateway knows its notifications from those that others have had sent to it. */
    static final int PROCESS = 16_973;

    /** How often an entry that stands in a list more than once is taken out of it. */
    private static final int MOST_REMOVALS = 8;

    private static final HexFormat HEX = HexFormat.of();
    private static final byte OPENING_3 = 0x3e;
    private static final byte CLOSING_3 = 0x3f;
    private static final PropertyIdentifier LIST = PropertyIdentifier.recipientList;

    private final ObjectIdentifier object;
    private final Target target;
    private final Requests requests;
    private final Supplier<RecipientsRun> reading;
    private final Patience once;
    private final String own;

    /** @param reading what reads this device's lists, for one reading each */
    public RecipientEntryRun(
            int notificationClass,
            Target target,
            Requests requests,
            Supplier<RecipientsRun> reading,
            BacnetSettings settings) {
        object = new ObjectIdentifier(ObjectType.notificationClass, notificationClass);
        this.target = target;
        this.requests = requests;
        this.reading = reading;
        once = Patience.once(settings);
        own = octets(settings.deviceInstance());
    }

    /**
     * The gateway's own entry (BACnetDestination): on all days and at all hours, to its device instance, which
     * outlives an address, confirmed, all changes.
     */
    static String octets(int deviceInstance) {
        return "8201fe" + "b400000000" + "b4173b3b63" + "0c"
                + "%08x".formatted(Tags.objectIdentifier(ObjectType.device.intValue(), deviceInstance))
                + "22%04x".formatted(PROCESS) + "11" + "8205e0";
    }

    /** Where an entry of somebody else tells the gateway everything already, nothing is entered. */
    public CompletionStage<RecipientOutcome> add() {
        return read().thenCompose(before -> before.failure().isPresent()
                ? refused(before.failure().get())
                : entry(before).map(entry -> entered(entry, false, List.of())).orElseGet(() -> ask(addition())
                        .thenCompose(said -> read().thenCompose(after -> added(before, said, after)))));
    }

    private CompletionStage<RecipientOutcome> added(
            NotificationClass before, RequestOutcome said, NotificationClass after) {
        if (after.failure().isPresent()) {
            return refused(undecided(after.failure().get()));
        }
        List<EventRecipient> lost = lost(before, after, "");
        return entry(after)
                .map(entry -> entered(entry, true, lost))
                .orElseGet(() -> done(new RecipientOutcome.Refused(refusal(said, "entered"), lost)));
    }

    private CompletionStage<RecipientOutcome> entered(EventRecipient entry, boolean added, List<EventRecipient> lost) {
        return done(new RecipientOutcome.Entered(entry, entry.octets().equals(own), added, lost));
    }

    /** @param named the entry as it stands in the list, in hex; empty: the own one */
    public CompletionStage<RecipientOutcome> remove(Optional<String> named) {
        String octets = named.orElse(own);
        return read().thenCompose(before ->
                before.failure().isPresent() ? refused(before.failure().get()) : remove(octets, before, before, 1));
    }

    private CompletionStage<RecipientOutcome> remove(
            String octets, NotificationClass first, NotificationClass now, int attempt) {
        if (count(now, octets) == 0) {
            return done(new RecipientOutcome.Removed(lost(first, now, octets)));
        }
        return ask(removal(octets)).thenCompose(said -> read().thenCompose(after -> {
            if (after.failure().isPresent()) {
                return refused(undecided(after.failure().get()));
            }
            long left = count(after, octets);
            return left == 0 || left < count(now, octets) && attempt < MOST_REMOVALS
                    ? remove(octets, first, after, attempt + 1)
                    : done(new RecipientOutcome.Refused(refusal(said, "taken out"), lost(first, after, octets)));
        }));
    }

    /** Its own entry before all others, of which one that does not tell everything is of no use. */
    private Optional<EventRecipient> entry(NotificationClass list) {
        return list.recipients().stream()
                .filter(entry -> entry.octets().equals(own))
                .findFirst()
                .or(() -> list.recipients().stream()
                        .filter(EventRecipient::tellsHereAll)
                        .findFirst());
    }

    private static long count(NotificationClass list, String octets) {
        return list.recipients().stream()
                .filter(entry -> entry.octets().equals(octets))
                .count();
    }

    /** What stood in the list before, but for one entry, and does not any more. */
    private static List<EventRecipient> lost(NotificationClass before, NotificationClass after, String but) {
        List<EventRecipient> lost = new ArrayList<>(before.recipients());
        after.recipients().forEach(lost::remove);
        lost.removeIf(entry -> entry.octets().equals(but));
        return lost;
    }

    /** The list of the class, or the failure that there was none. */
    private CompletionStage<NotificationClass> read() {
        return reading.get().run(Set.of(object.getInstanceNumber())).thenApply(this::only);
    }

    private NotificationClass only(RecipientsOutcome outcome) {
        return outcome.classes().stream()
                .findFirst()
                .orElseGet(() -> new NotificationClass(
                        object.getInstanceNumber(),
                        Optional.empty(),
                        List.of(),
                        Set.of(),
                        List.of(),
                        outcome.refusal()));
    }

    private CompletionStage<RequestOutcome> ask(ConfirmedRequestService request) {
        return requests.ask(target, request, once);
    }

    /** What is sent may have been carried out, and the list could not be read again: nobody can tell. */
    private static Failure undecided(Failure why) {
        return new Failure(
                why.code().isSilence() ? why.code() : ErrorCode.DEVICE_TIMEOUT,
                "It was sent, and the recipient list could not be read afterwards: " + why.message());
    }

    private static Failure refusal(RequestOutcome said, String what) {
        Optional<DeviceRefusal> why = said.refusal();
        if (why.isPresent()) {
            return new Failure(
                    why.get().isPassing() ? ErrorCode.BUSY : ErrorCode.DEVICE_ERROR,
                    "The gateway was not " + what + "; the device answered: "
                            + why.get().words());
        }
        return new Failure(
                said.isSilent() ? ErrorCode.DEVICE_TIMEOUT : ErrorCode.DEVICE_ERROR,
                "The gateway was not " + what + ", though the device "
                        + (said.isDone() ? "said that it was" : "did not refuse it"));
    }

    private static CompletionStage<RecipientOutcome> refused(Failure why) {
        return done(new RecipientOutcome.Refused(why));
    }

    private static CompletionStage<RecipientOutcome> done(RecipientOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    private void write(ByteQueue queue, String octets) {
        Encodable.write(queue, object, 0);
        Encodable.write(queue, LIST, 1);
        queue.push(OPENING_3);
        queue.push(HEX.parseHex(octets));
        queue.push(CLOSING_3);
    }

    private ConfirmedRequestService addition() {
        return new AddListElementRequest(object, LIST, null, new SequenceOf<>()) {
            @Override
            public void write(ByteQueue queue) {
                RecipientEntryRun.this.write(queue, own);
            }
        };
    }

    /** Names the entry as it stands there. */
    private ConfirmedRequestService removal(String octets) {
        return new RemoveListElementRequest(object, LIST, null, new SequenceOf<>()) {
            @Override
            public void write(ByteQueue queue) {
                RecipientEntryRun.this.write(queue, octets);
            }
        };
    }
}
