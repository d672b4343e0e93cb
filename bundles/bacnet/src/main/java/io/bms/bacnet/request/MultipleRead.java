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
        batch.forEach(key -> byObject.computeIfAbsent(key.object(), unseen -> new SequenceOf<>())
                .add(key.reference()));
        SequenceOf<ReadAccessSpecification> specifications = new SequenceOf<>();
        byObject.forEach((object, properties) -> specifications.add(new ReadAccessSpecification(object, properties)));
        return new ReadPropertyMultipleRequest(specifications);
    }

    /** Hands out what the device says, property by property. */
    static void readings(ReadPropertyMultipleAck ack, BiConsumer<PropertyKey, Reading> taker) {
        for (ReadAccessResult object : ack.getListOfReadAccessResults()) {
            for (ReadAccessResult.Result result : object.getListOfResults()) {
                taker.accept(
                        PropertyKey.of(
                                object.getObjectIdentifier(),
                                result.getPropertyIdentifier(),
                                result.getPropertyArrayIndex()),
                        result.isError()
                                ? refused((ErrorClassAndCode)
                                        result.getReadResult().getDatum())
                                : new Reading.Got(result.getReadResult().getDatum()));
            }
        }
    }

    private static Reading refused(ErrorClassAndCode error) {
        return WrongType.in(error)
                .<Reading>map(wrong -> new Reading.Unreadable(wrong.words()))
                .orElseGet(() -> new Reading.Refused(DeviceRefusal.of(error)));
    }
}
