// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.type.primitive.OctetString;
import io.bms.bacnet.packet.ApplicationTag;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.Rewriting;
import io.bms.bacnet.packet.Tags;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Looks at the values that a device sent before the library does. The library decodes whatever comes as the datatype
 * that belongs there, whatever its tag says, and makes a number of three letters where a Real belongs. A value of a
 * {@link WrongType} is taken out, and what stands beside it stays. Unsigned, Enumerated and Integer pass for each
 * other while the number is the same, since many devices mix them up; a Null passes where a value is commandable.
 * Nothing else passes: a Double has digits that a Real point cannot have. A constructed value of a vendor's own
 * property goes to the library as an OctetString, since it would mix up the octets. Thread: any.
 */
public final class SentValues {
    /** The first octet of an Error, and how many there are before its class (ASHRAE 135, 20.1.7). */
    private static final byte ERROR = 0x50;

    private static final int ERROR_HEADER = 3;
    private static final byte OPENING_5 = 0x5e;
    private static final byte CLOSING_5 = 0x5f;
    private static final int NONE = -1;

    private final byte[] data;
    private final Form form;
    private final int application;
    private final Tags tags;
    private final Rewriting out;
    private int objectType;
    private int property = NONE;
    private int propertyStart;
    private int index = PropertyKey.WHOLE;
    private boolean ended;

    /**
     * Where a service has its object, property, index and value, by the numbers of their context tags.
     *
     * @param depth how many tags are open around a property
     */
    private record Form(int depth, int object, int property, int index, int value) {
        /** ASHRAE 135, 15.5.1.2. */
        static final Form READ = new Form(0, 0, 1, 2, 3);
        /** ASHRAE 135, 15.7.1.2. */
        static final Form READ_MULTIPLE = new Form(1, 0, 2, 3, 4);
        /** ASHRAE 135, 13.14.1 and 13.15.1. */
        static final Form REPORT = new Form(1, 2, 0, 1, 2);
    }

    private SentValues(byte[] data, int application, int tags, Form form) throws BadPacketException {
        this.data = data;
        this.application = application;
        this.form = form;
        this.tags = new Tags(data, tags);
        out = new Rewriting(data);
    }

    /**
     * A whole ComplexACK as the library may have it.
     *
     * @param npdu may be changed in place
     * @param application where its application layer starts, and {@code tags} its service's tags, which are sound
     */
    public static byte[] ofAnswer(byte[] npdu, int application, int service, int tags) {
        return switch (service) {
            case Packet.READ_PROPERTY -> readable(npdu, application, tags, Form.READ);
            case Packet.READ_PROPERTY_MULTIPLE -> readable(npdu, application, tags, Form.READ_MULTIPLE);
            default -> npdu;
        };
    }

    /** The service of a COV notification: what is of a wrong type is missing from it. */
    public static byte[] ofReport(byte[] service) {
        return readable(service, 0, 0, Form.REPORT);
    }

    private static byte[] readable(byte[] data, int application, int tags, Form form) {
        try {
            return new SentValues(data, application, tags, form).walk();
        } catch (BadPacketException e) {
            return data;
        }
    }

    private byte[] walk() throws BadPacketException {
        int depth = 0;
        while (!ended && tags.next()) {
            if (tags.isOpening() && depth == form.depth && tags.number() == form.value && property != NONE) {
                value();
            } else if (tags.isOpening()) {
                depth++;
            } else if (tags.isClosing()) {
                depth--;
            } else if (tags.isContext()) {
                note(depth);
            }
        }
        return out.whole();
    }

    private void note(int depth) {
        if (depth == 0 && tags.number() == form.object) {
            objectType = Tags.objectType(tags.unsigned());
        } else if (depth == form.depth && tags.number() == form.property) {
            property = tags.unsigned();
            propertyStart = tags.start();
            index = PropertyKey.WHOLE;
        } else if (depth == form.depth && tags.number() == form.index) {
            index = tags.unsigned();
        }
    }

    private void value() throws BadPacketException {
        Datatype datatype = Datatype.of(objectType, property, index);
        int opening = tags.start();
        int inside = tags.end();
        int count = 0;
        int depth = 0;
        boolean nested = false;
        Optional<WrongType> wrong = Optional.empty();
        while (tags.next() && (depth > 0 || !tags.isClosing())) {
            count++;
            nested |= tags.isOpening();
            depth += tags.isOpening() ? 1 : tags.isClosing() ? -1 : 0;
            if (wrong.isEmpty() && datatype.primitive().isPresent()) {
                wrong = wrong(datatype.primitive().get(), datatype.nullable());
            }
        }
        if (count != 1 && !datatype.many() && wrong.isEmpty()) {
            wrong = datatype.primitive().map(expected -> new WrongType(expected, Optional.empty()));
        }
        property = NONE;
        if (wrong.isPresent()) {
            takeOut(opening, wrong.get());
        } else if (nested && !datatype.known()) {
            out.replace(
                    inside, tags.start(), Tags.tagged(new OctetString(Arrays.copyOfRange(data, inside, tags.start()))));
        }
    }

    private Optional<WrongType> wrong(ApplicationTag expected, boolean nullable) {
        Optional<ApplicationTag> sent = tags.isContext() ? Optional.empty() : ApplicationTag.numbered(tags.number());
        if (sent.isPresent() && sent.get().takes(tags.length())) {
            if (sent.get() == expected || nullable && sent.get() == ApplicationTag.NULL) {
                return Optional.empty();
            }
            if (isSameNumber(sent.get(), expected)) {
                data[tags.start()] = (byte) (expected.ordinal() << 4 | data[tags.start()] & 0x0f);
                return Optional.empty();
            }
        }
        return Optional.of(new WrongType(expected, sent));
    }

    /** An Integer has a sign, and the others do not. */
    private boolean isSameNumber(ApplicationTag sent, ApplicationTag expected) {
        return sent.isWholeNumber()
                && expected.isWholeNumber()
                && (sent != ApplicationTag.INTEGER && expected != ApplicationTag.INTEGER || data[tags.content()] >= 0);
    }

    private void takeOut(int opening, WrongType wrong) {
        if (form == Form.READ_MULTIPLE) {
            out.replace(opening, tags.end(), enclosed(wrong.error()));
        } else if (form == Form.REPORT) {
            out.replace(propertyStart, tags.end(), new byte[0]);
        } else {
            byte[] error = wrong.error();
            out.replace(
                    application,
                    data.length,
                    ByteBuffer.allocate(ERROR_HEADER + error.length)
                            .put(ERROR)
                            .put(data[application + 1])
                            .put(data[application + 2])
                            .put(error)
                            .array());
            ended = true;
        }
    }

    private static byte[] enclosed(byte[] error) {
        return ByteBuffer.allocate(error.length + 2)
                .put(OPENING_5)
                .put(error)
                .put(CLOSING_5)
                .array();
    }
}
