// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.service.confirmed.ReadPropertyMultipleRequest;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.PropertyReference;
import com.serotonin.bacnet4j.type.constructed.ReadAccessSpecification;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.error.ErrorClassAndCode;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.MultipleAnswer;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.WrongType;
import java.util.ArrayList;
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
     * Hands out what the device says, property by property, once all of it is decoded.
     *
     * @throws BadPacketException it cannot be decoded; nothing is handed out
     */
    static void readings(List<PropertyKey> asked, byte[] service, BiConsumer<PropertyKey, Reading> taker)
            throws BadPacketException {
        List<PropertyKey> keys = new ArrayList<>(asked.size());
        List<Reading> readings = new ArrayList<>(asked.size());
        MultipleAnswer.read(service, asked, new MultipleAnswer.Taker() {
            @Override
            public void value(PropertyKey key, Encodable value) {
                keys.add(key);
                readings.add(new Reading.Got(value));
            }

            @Override
            public void error(PropertyKey key, ErrorClassAndCode error) {
                keys.add(key);
                readings.add(refused(error));
            }
        });
        for (int i = 0; i < keys.size(); i++) {
            taker.accept(keys.get(i), readings.get(i));
        }
    }

    private static Reading refused(ErrorClassAndCode error) {
        return WrongType.in(error)
                .<Reading>map(wrong -> new Reading.Unreadable(wrong.words()))
                .orElseGet(() -> new Reading.Refused(DeviceRefusal.of(error)));
    }
}
