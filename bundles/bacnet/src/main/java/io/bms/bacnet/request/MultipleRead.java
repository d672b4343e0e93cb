// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.error.ErrorClassAndCode;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.MultipleAnswer;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.WrongType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Turns the answer to a {@link MultipleRequest} into readings. Thread: any. */
final class MultipleRead {
    private MultipleRead() {}

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
