// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.broker.TopicRules.Soundness;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one whole packet one after the other, and never beyond its end.
 *
 * <p>Thread: the connection's of Netty.
 */
final class Fields {
    private final ByteBuf packet;
    private final int end;
    private int at;

    Fields(ByteBuf packet, int from, int end) {
        this.packet = packet;
        this.at = from;
        this.end = end;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    int oneByte() throws BrokenPacketException {
        return packet.getUnsignedByte(take(1));
    }

    int twoBytes() throws BrokenPacketException {
        return packet.getUnsignedShort(take(2));
    }

    long fourBytes() throws BrokenPacketException {
        return packet.getUnsignedInt(take(4));
    }

    /** MQTT 5, 1.5.5. */
    int variableByteInteger() throws BrokenPacketException {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int digit = oneByte();
            value |= (digit & 0x7F) << shift;
            if (digit < 0x80) {
                return value;
            }
        }
        throw new BrokenPacketException(Reason.MALFORMED_PACKET);
    }

    void skip(int bytes) throws BrokenPacketException {
        take(bytes);
    }

    void skipBinary() throws BrokenPacketException {
        take(twoBytes());
    }

    /** A text that nobody compares or shows: only its encoding counts. */
    void skipText() throws BrokenPacketException {
        if (text() == Soundness.MALFORMED) {
            throw new BrokenPacketException(Reason.MALFORMED_PACKET);
        }
    }

    Soundness text() throws BrokenPacketException {
        int length = twoBytes();
        return TopicRules.text(packet, take(length), length);
    }

    Soundness topicName() throws BrokenPacketException {
        int length = twoBytes();
        return TopicRules.topicName(packet, take(length), length);
    }

    Soundness topicFilter() throws BrokenPacketException {
        int length = twoBytes();
        return TopicRules.topicFilter(packet, take(length), length);
    }

    /** The text between a position where one began and here. */
    String since(int start) {
        return packet.toString(start + 2, at - start - 2, StandardCharsets.UTF_8);
    }

    /** The fields of the next {@code bytes}, which are skipped here. */
    Fields part(int bytes) throws BrokenPacketException {
        int from = take(bytes);
        return new Fields(packet, from, from + bytes);
    }

    private int take(int bytes) throws BrokenPacketException {
        if (bytes > end - at) {
            throw new BrokenPacketException(Reason.MALFORMED_PACKET);
        }
        int from = at;
        at += bytes;
        return from;
    }
}
