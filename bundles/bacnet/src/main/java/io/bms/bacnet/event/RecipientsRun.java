// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.event;

import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.BitString;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.EventState.Transition;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.request.DeviceMemory;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.request.RequestOutcome;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.Texts;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads whom one device tells of its events. Thread: bms-bacnet-worker. */
public final class RecipientsRun {
    /** Notification classes that are read at most. */
    static final int MOST_CLASSES = 100;
    /** Elements of the object list that are read one by one at most. */
    private static final int MOST_ELEMENTS = 2_000;

    private static final String UNREADABLE = "The recipient list cannot be read: it is not as the standard says";
    private static final String NOT_LISTED =
            "The device does not list its objects; name the notification class, which its points do in theirs";

    private final ObjectIdentifier device;
    private final Target target;
    private final Requests requests;
    private final PropertyReader reader;
    private final RecipientList list;
    private final Patience patience;
    private final Patience bulk;
    private final List<NotificationClass> found = new ArrayList<>();

    public RecipientsRun(
            int deviceId,
            Target target,
            DeviceMemory memory,
            Requests requests,
            PropertyReader reader,
            Predicate<InetSocketAddress> own,
            BacnetSettings settings) {
        device = new ObjectIdentifier(ObjectType.device, deviceId);
        this.target = target;
        this.requests = requests;
        this.reader = reader;
        list = new RecipientList(settings.deviceInstance(), own);
        patience = Patience.read(settings);
        bulk = memory.segments() ? Patience.bulk(settings) : patience;
    }

    /** @param classes instances; empty: all that the device lists */
    public CompletionStage<RecipientsOutcome> run(Set<Integer> classes) {
        return classes.isEmpty() ? listed() : next(new TreeSet<>(classes));
    }

    private CompletionStage<RecipientsOutcome> listed() {
        PropertyKey whole = objectList(PropertyKey.WHOLE);
        return reader.readBulk(target, List.of(whole), bulk).thenCompose(readings -> {
            Reading reading = readings.get(whole);
            if (reading.isOpen()) {
                return refused(reading.failure().orElseThrow());
            }
            return reading.as(SequenceOf.class)
                    .map(told -> next(instances(told.getValues().stream())))
                    .orElseGet(this::byElement);
        });
    }

    /** A device that cannot send so long an answer tells its list element by element. */
    private CompletionStage<RecipientsOutcome> byElement() {
        PropertyKey count = objectList(0);
        return reader.read(target, List.of(count), patience).thenCompose(counted -> {
            Reading reading = counted.get(count);
            if (reading.isOpen()) {
                return refused(reading.failure().orElseThrow());
            }
            long length = reading.as(UnsignedInteger.class)
                    .map(UnsignedInteger::longValue)
                    .orElse(0L);
            if (length == 0 || length > MOST_ELEMENTS) {
                return refused(new Failure(ErrorCode.DEVICE_ERROR, NOT_LISTED));
            }
            List<PropertyKey> elements = IntStream.rangeClosed(1, (int) length)
                    .mapToObj(this::objectList)
                    .toList();
            return reader.readBulk(target, elements, bulk).thenCompose(readings -> {
                Optional<Failure> open = elements.stream()
                        .map(readings::get)
                        .filter(Reading::isOpen)
                        .findFirst()
                        .flatMap(Reading::failure);
                return open.map(this::refused)
                        .orElseGet(() -> next(instances(
                                elements.stream().map(readings::get).flatMap(each -> each.value().stream()))));
            });
        });
    }

    private PropertyKey objectList(int index) {
        return new PropertyKey(device, PropertyIdentifier.objectList, index);
    }

    private static SortedSet<Integer> instances(Stream<?> objects) {
        SortedSet<Integer> instances = new TreeSet<>();
        objects.filter(ObjectIdentifier.class::isInstance)
                .map(ObjectIdentifier.class::cast)
                .filter(object -> object.getObjectType().equals(ObjectType.notificationClass))
                .map(ObjectIdentifier::getInstanceNumber)
                .filter(instance -> instance <= NotificationClass.LAST)
                .limit(MOST_CLASSES)
                .forEach(instances::add);
        return instances;
    }

    private CompletionStage<RecipientsOutcome> next(SortedSet<Integer> left) {
        if (left.isEmpty()) {
            return CompletableFuture.completedFuture(new RecipientsOutcome.Known(found));
        }
        int instance = left.first();
        ObjectIdentifier object = new ObjectIdentifier(ObjectType.notificationClass, instance);
        return requests.askForOctets(target, new ReadPropertyRequest(object, PropertyIdentifier.recipientList), bulk)
                .thenCompose(outcome -> outcome.isSilent() || outcome.isLost()
                        ? refused(outcome.reading().failure().orElseThrow())
                        : about(object, outcome).thenCompose(open -> {
                            left.remove(instance);
                            return open.map(this::refused).orElseGet(() -> next(left));
                        }));
    }

    /** Reads what else the class says, and keeps all of it; completes with why the device no longer answers. */
    private CompletionStage<Optional<Failure>> about(ObjectIdentifier object, RequestOutcome recipients) {
        List<PropertyKey> keys = Stream.of(
                        PropertyIdentifier.objectName, PropertyIdentifier.priority, PropertyIdentifier.ackRequired)
                .map(property -> new PropertyKey(object, property))
                .toList();
        return reader.read(target, keys, patience).thenApply(readings -> {
            Optional<Failure> open = readings.values().stream()
                    .filter(Reading::isOpen)
                    .findFirst()
                    .flatMap(Reading::failure);
            if (open.isEmpty()) {
                found.add(notificationClass(object.getInstanceNumber(), keys, readings, recipients));
            }
            return open;
        });
    }

    private NotificationClass notificationClass(
            int instance, List<PropertyKey> keys, Map<PropertyKey, Reading> readings, RequestOutcome recipients) {
        List<EventRecipient> entries = List.of();
        Optional<Failure> failure = Optional.empty();
        try {
            if (recipients.octets().isPresent()) {
                entries = list.ofProperty(recipients.octets().get());
            } else {
                failure = Optional.of(recipients.reading().failure().orElseThrow());
            }
        } catch (BadPacketException e) {
            failure = Optional.of(new Failure(ErrorCode.DEVICE_ERROR, UNREADABLE));
        }
        return new NotificationClass(
                instance,
                readings.get(keys.get(0)).as(CharacterString.class).flatMap(name -> Texts.readable(name.getValue())),
                readings.get(keys.get(1))
                        .as(SequenceOf.class)
                        .map(RecipientsRun::numbers)
                        .orElse(List.of()),
                readings.get(keys.get(2))
                        .as(BitString.class)
                        .map(RecipientsRun::transitions)
                        .orElse(Set.of()),
                entries,
                failure);
    }

    private static List<Integer> numbers(SequenceOf<?> sequence) {
        return sequence.getValues().stream()
                .filter(UnsignedInteger.class::isInstance)
                .map(number -> ((UnsignedInteger) number).intValue())
                .toList();
    }

    private static Set<Transition> transitions(BitString bits) {
        Set<Transition> set = EnumSet.noneOf(Transition.class);
        for (Transition transition : Transition.values()) {
            if (transition.ordinal() < bits.getValue().length && bits.getValue()[transition.ordinal()]) {
                set.add(transition);
            }
        }
        return set;
    }

    private CompletionStage<RecipientsOutcome> refused(Failure failure) {
        return CompletableFuture.completedFuture(new RecipientsOutcome.Refused(failure));
    }
}
