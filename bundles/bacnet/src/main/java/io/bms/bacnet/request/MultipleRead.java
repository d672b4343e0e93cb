// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyMultipleAck;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyMultipleRequest;
import com.serotonin.bacnet4j.type.constructed.PropertyReference;
import com.serotonin.bacnet4j.type.constructed.ReadAccessResult;
import com.serotonin.bacnet4j.type.constructed.ReadAccessSpecification;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.error.ErrorClassAndCode;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.WrongType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Turns property keys into a ReadPropertyMultiple (ASHRAE 135, 15.7), and its answer into readings. Thread: any. */
public final class MultipleRead {
    private MultipleRead() {}

    public static ReadPropertyMultipleRequest request(List<PropertyKey> batch) {
        Map<ObjectIdentifier, SequenceOf<PropertyReference>> byObject = new LinkedHashMap<>();
        ObjectIdentifier before = null;
        SequenceOf<PropertyReference> properties = null;
        for (PropertyKey key : batch) {
            if (key.object() != before) {
                before = key.object();
                properties = byObject.computeIfAbsent(before, unseen -> new SequenceOf<>());
            }
            properties.add(key.reference());
        }
        SequenceOf<ReadAccessSpecification> specifications = new SequenceOf<>();
        byObject.forEach((object, asked) -> specifications.add(new ReadAccessSpecification(object, asked)));
        return new ReadPropertyMultipleRequest(specifications);
    }

    /**
     * Hands out what the device says, property by property. Nearly always that is what it was asked for, in that order:
     * then by the keys of the question, which are at hand.
     */
    static void readings(List<PropertyKey> asked, ReadPropertyMultipleAck ack, BiConsumer<PropertyKey, Reading> taker) {
        int next = 0;
        for (ReadAccessResult object : ack.getListOfReadAccessResults()) {
            for (ReadAccessResult.Result result : object.getListOfResults()) {
                PropertyKey expected = next < asked.size() ? asked.get(next++) : null;
                taker.accept(key(expected, object, result), reading(result));
            }
        }
    }

    private static PropertyKey key(PropertyKey expected, ReadAccessResult object, ReadAccessResult.Result result) {
        return expected != null
                        && expected.is(
                                object.getObjectIdentifier(),
                                result.getPropertyIdentifier(),
                                result.getPropertyArrayIndex())
                ? expected
                : PropertyKey.of(
                        object.getObjectIdentifier(), result.getPropertyIdentifier(), result.getPropertyArrayIndex());
    }

    private static Reading reading(ReadAccessResult.Result result) {
        return result.isError()
                ? refused((ErrorClassAndCode) result.getReadResult().getDatum())
                : new Reading.Got(result.getReadResult().getDatum());
    }

    private static Reading refused(ErrorClassAndCode error) {
        return WrongType.in(error)
                .<Reading>map(wrong -> new Reading.Unreadable(wrong.words()))
                .orElseGet(() -> new Reading.Refused(DeviceRefusal.of(error)));
    }
}
