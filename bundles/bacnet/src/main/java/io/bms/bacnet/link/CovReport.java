// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.ThreadLocalObjectTypeStack;
import com.serotonin.bacnet4j.type.constructed.PropertyValue;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.value.CharacterSets;
import io.bms.bacnet.value.SentValues;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A COV notification (ASHRAE 135, 13.6 and 13.7) whose tags the fence has found sound, with the address that it came
 * from: the library's own listener is not told that. Thread: any.
 */
public record CovReport(DeviceAddress from, byte[] tags) {
    private static final byte OPENING_4 = 0x4e;
    private static final byte CLOSING_4 = 0x4f;

    /** What the notification says. */
    public record Content(long processId, ObjectIdentifier object, Map<PropertyIdentifier, Encodable> values) {}

    static CovReport of(Packet packet, DeviceAddress from) {
        byte[] service = Arrays.copyOfRange(packet.data(), packet.tags(), packet.length());
        return new CovReport(from, CharacterSets.readable(SentValues.ofReport(service), 0));
    }

    /**
     * The process that the notification is for; -1 if that cannot be read. A notification for another process need not
     * be decoded.
     */
    public long processId() {
        try {
            return Encodable.read(new ByteQueue(tags), UnsignedInteger.class, 0).longValue();
        } catch (BACnetException | RuntimeException e) {
            // The library answers so what it cannot decode.
            return -1;
        }
    }

    /** Empty if the library cannot decode it. */
    public Optional<Content> decode() {
        ByteQueue queue = new ByteQueue(tags);
        try {
            long processId = Encodable.read(queue, UnsignedInteger.class, 0).longValue();
            Encodable.read(queue, ObjectIdentifier.class, 1);
            ObjectIdentifier object = Encodable.read(queue, ObjectIdentifier.class, 2);
            Encodable.read(queue, UnsignedInteger.class, 3);
            return queue.size() > 0 && queue.pop() == OPENING_4
                    ? Optional.of(new Content(processId, object, values(queue, object)))
                    : Optional.empty();
        } catch (BACnetException | RuntimeException e) {
            // The library answers so what it cannot decode; the point is read instead.
            return Optional.empty();
        }
    }

    private static Map<PropertyIdentifier, Encodable> values(ByteQueue queue, ObjectIdentifier object)
            throws BACnetException {
        Map<PropertyIdentifier, Encodable> values = new HashMap<>();
        ThreadLocalObjectTypeStack.set(object.getObjectType());
        try {
            while (queue.size() > 0 && queue.peek(0) != CLOSING_4) {
                PropertyValue value = new PropertyValue(queue);
                values.put(value.getPropertyIdentifier(), value.getValue());
            }
            return values;
        } finally {
            ThreadLocalObjectTypeStack.remove();
        }
    }
}
