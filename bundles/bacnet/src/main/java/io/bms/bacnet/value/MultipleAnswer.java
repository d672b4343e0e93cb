// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.StatusFlags;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.error.ErrorClassAndCode;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.packet.ApplicationTag;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.packet.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes the answer to a ReadPropertyMultiple apart (ASHRAE 135, 15.7.1.2). The library does the same at half the cost
 * of a whole read: by reflection, and with objects for what surrounds a value. So it is asked for the values only, and
 * not for the commonest ones, a Real and the status flags. Thread: any, one at a time.
 */
public final class MultipleAnswer {
    private static final int OBJECT = 0;
    private static final int RESULTS = 1;
    private static final int PROPERTY = 2;
    private static final int INDEX = 3;
    private static final int VALUE = 4;
    private static final int ERROR = 5;
    /** The octets of status flags: their tag, how many bits of the last octet are not used, and the flags. */
    private static final int FLAGS_LENGTH = 3;

    private static final byte FOUR_FLAGS_TAG = (byte) 0x82;
    private static final byte FOUR_UNUSED = 4;
    private static final byte REAL_TAG = 0x44;
    private static final int REAL_LENGTH = 5;

    private final byte[] service;
    private final Tags tags;
    private final List<PropertyKey> asked;
    private final Taker taker;
    private int next;
    private int objectType;
    private int instance;

    /** Is told of the properties, one after another. */
    public interface Taker {
        void value(PropertyKey key, Encodable value);

        void error(PropertyKey key, ErrorClassAndCode error);
    }

    /** The library's way to a value, which is for its own types. */
    private abstract static class Library extends Encodable {
        static Encodable value(ByteQueue queue, PropertyKey key) throws BACnetException {
            return readANY(queue, key.object().getObjectType(), key.property(), key.arrayIndex(), VALUE);
        }
    }

    private MultipleAnswer(byte[] service, List<PropertyKey> asked, Taker taker) throws BadPacketException {
        this.service = service;
        this.asked = asked;
        this.taker = taker;
        tags = new Tags(service, 0);
    }

    /**
     * Hands out what the device says. Nearly always that is what it was asked for, in that order: then by the keys of
     * the question, which are at hand.
     *
     * @param service its tags are sound, and its values were looked at by {@link SentValues}
     * @throws BadPacketException it is no such answer, or the library cannot decode a value; some of it may be handed
     *     out already
     */
    public static void read(byte[] service, List<PropertyKey> asked, Taker taker) throws BadPacketException {
        new MultipleAnswer(service, asked, taker).objects();
    }

    private void objects() throws BadPacketException {
        while (tags.next()) {
            require(isValue(OBJECT) && tags.length() == Integer.BYTES);
            objectType = Tags.objectType(tags.unsigned());
            instance = Tags.instance(tags.unsigned());
            require(tags.next() && isOpening(RESULTS));
            results();
        }
    }

    private void results() throws BadPacketException {
        require(tags.next());
        while (!tags.isClosing()) {
            require(isValue(PROPERTY));
            int property = tags.unsigned();
            int index = PropertyKey.WHOLE;
            require(tags.next());
            if (isValue(INDEX)) {
                index = tags.unsigned();
                require(tags.next());
            }
            result(key(property, index));
            require(tags.next());
        }
    }

    private PropertyKey key(int property, int index) {
        if (next < asked.size()) {
            PropertyKey expected = asked.get(next++);
            if (expected.is(objectType, instance, property, index)) {
                return expected;
            }
        }
        return new PropertyKey(
                new ObjectIdentifier(ObjectType.forId(objectType), instance),
                PropertyIdentifier.forId(property),
                index);
    }

    private void result(PropertyKey key) throws BadPacketException {
        require(isOpening(VALUE) || isOpening(ERROR));
        boolean error = isOpening(ERROR);
        int opening = tags.start();
        int inside = tags.end();
        for (int depth = 1; depth > 0; ) {
            require(tags.next());
            depth += tags.isOpening() ? 1 : tags.isClosing() ? -1 : 0;
        }
        int closing = tags.start();
        try {
            if (error) {
                taker.error(key, Encodable.read(octets(opening, tags.end()), ErrorClassAndCode.class, ERROR));
            } else {
                Optional<Encodable> common = common(key, inside, closing - inside);
                taker.value(key, common.isPresent() ? common.get() : Library.value(octets(opening, tags.end()), key));
            }
        } catch (BACnetException | RuntimeException e) { // the library answers broken data with either
            throw new BadPacketException(Verdict.BAD_TAG, String.valueOf(e.getMessage()));
        }
    }

    private Optional<Encodable> common(PropertyKey key, int at, int length) {
        if (length == REAL_LENGTH && service[at] == REAL_TAG) {
            return Datatype.of(objectType, key.property().intValue(), key.index())
                    .primitive()
                    .filter(ApplicationTag.REAL::equals)
                    .map(real -> new Real(Float.intBitsToFloat(word(at + 1))));
        }
        boolean flags = length == FLAGS_LENGTH
                && service[at] == FOUR_FLAGS_TAG
                && service[at + 1] == FOUR_UNUSED
                && key.property().equals(PropertyIdentifier.statusFlags);
        return flags ? Optional.of(flags(service[at + 2])) : Optional.empty();
    }

    private int word(int at) {
        return service[at] << 24
                | (service[at + 1] & 0xff) << 16
                | (service[at + 2] & 0xff) << 8
                | service[at + 3] & 0xff;
    }

    private static StatusFlags flags(byte bits) {
        return new StatusFlags((bits & 0x80) != 0, (bits & 0x40) != 0, (bits & 0x20) != 0, (bits & 0x10) != 0);
    }

    /** With the octet that follows, at which the library looks. */
    private ByteQueue octets(int from, int to) {
        return new ByteQueue(Arrays.copyOfRange(service, from, Math.min(service.length, to + 1)));
    }

    private boolean isOpening(int number) {
        return tags.isOpening() && tags.number() == number;
    }

    private boolean isValue(int number) {
        return tags.isContext() && !tags.isOpening() && !tags.isClosing() && tags.number() == number;
    }

    private static void require(boolean condition) throws BadPacketException {
        if (!condition) {
            throw new BadPacketException(Verdict.BAD_TAG);
        }
    }
}
