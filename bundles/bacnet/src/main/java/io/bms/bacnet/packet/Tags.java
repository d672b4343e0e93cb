// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import com.serotonin.bacnet4j.type.primitive.Primitive;
import com.serotonin.bacnet4j.util.sero.ByteQueue;

/**
 * Steps from tag to tag (ASHRAE 135, 20.2.1) through a service that {@link TagCheck} has found sound. Thread: any, one
 * at a time.
 */
public final class Tags {
    static final int BOOLEAN = 1;
    public static final int CHARACTER_STRING = 7;

    private static final int INSTANCE_BITS = 22;
    private static final int CONTEXT = 0x08;
    private static final int OPENING = 6;
    private static final int CLOSING = 7;
    private static final int EXTENDED_LENGTH = 5;
    private static final int EXTENDED_NUMBER = 15;

    private final byte[] data;
    private final OctetReader in;
    private int start;
    private int number;
    private boolean context;
    private int lengthValueType;
    private int content;

    public Tags(byte[] data, int from) throws BadPacketException {
        this.data = data;
        in = new OctetReader(data, data.length);
        in.skip(from);
    }

    /** A value as the standard writes it, with its application tag. */
    public static byte[] tagged(Primitive value) {
        ByteQueue tagged = new ByteQueue();
        value.write(tagged);
        return tagged.popAll();
    }

    /** Goes to the next tag; false if there is none. */
    public boolean next() throws BadPacketException {
        if (in.left() == 0) {
            return false;
        }
        start = in.at();
        int initial = in.octet();
        number = initial >> 4 == EXTENDED_NUMBER ? in.octet() : initial >> 4;
        context = (initial & CONTEXT) != 0;
        lengthValueType = initial & 0x07;
        int length = hasContent() ? contentLength() : 0;
        content = in.at();
        in.skip(length);
        return true;
    }

    private boolean hasContent() {
        return context ? lengthValueType < OPENING : number != BOOLEAN;
    }

    private int contentLength() throws BadPacketException {
        if (lengthValueType < EXTENDED_LENGTH) {
            return lengthValueType;
        }
        int length = in.octet();
        return length < 254 ? length : length == 254 ? in.word() : in.word() << 16 | in.word();
    }

    public boolean isOpening() {
        return context && lengthValueType == OPENING;
    }

    public boolean isClosing() {
        return context && lengthValueType == CLOSING;
    }

    public boolean isContext() {
        return context;
    }

    public int number() {
        return number;
    }

    /** Where the tag starts, its header included. */
    public int start() {
        return start;
    }

    /** Where the tag's content starts. */
    public int content() {
        return content;
    }

    /** The octets of the tag's content. */
    public int length() {
        return in.at() - content;
    }

    /** Where the next tag starts. */
    public int end() {
        return in.at();
    }

    /** The object identifier (ASHRAE 135, 20.2.14) of an object. */
    public static int objectIdentifier(int type, int instance) {
        return type << INSTANCE_BITS | instance;
    }

    /** The type of the object that an object identifier names. */
    public static int objectType(int identifier) {
        return identifier >>> INSTANCE_BITS;
    }

    /** The instance of that object. */
    public static int instance(int identifier) {
        return identifier & (1 << INSTANCE_BITS) - 1;
    }

    /** The tag's content as a number of 32 bits. */
    public int unsigned() {
        int value = 0;
        for (int at = content; at < in.at(); at++) {
            value = value << 8 | data[at] & 0xff;
        }
        return value;
    }
}
