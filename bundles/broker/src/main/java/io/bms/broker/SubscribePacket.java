// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.broker.BrokenPacketException.require;

import io.bms.broker.TopicRules.Soundness;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A SUBSCRIBE (MQTT 5, 3.8), of which some filters may be refused. The others go on in a packet of
 * their own, and the answer to that is made whole again by {@link Refused}.
 *
 * <p>Thread: the connection's of Netty.
 */
final class SubscribePacket {
    /** A filter may come in; 0, or the reason code that it is refused with. */
    interface Judge {
        int reason(String filter);
    }

    /**
     * The codes of the whole SUBACK; 0 where the broker has the answer.
     *
     * @param passed how many it has
     */
    record Refused(int[] codes, int passed) {
        /** The broker's SUBACK, with what it did not know of; takes {@code answer} over. */
        ByteBuf complete(ByteBuf answer, int version) {
            int codesAt = answer.writerIndex() - passed;
            ByteBuf body = Unpooled.buffer();
            int packetId = packetId(answer);
            body.writeShort(packetId);
            if (version == Reason.MQTT_5) {
                body.writeByte(0);
            }
            for (int code : codes) {
                body.writeByte(code == 0 ? answer.getByte(codesAt++) : code);
            }
            answer.release();
            return packet(0x90, body);
        }

        ByteBuf alone(int packetId, int version) {
            ByteBuf body = Unpooled.buffer();
            body.writeShort(packetId);
            if (version == Reason.MQTT_5) {
                body.writeByte(0);
            }
            for (int code : codes) {
                body.writeByte(code);
            }
            return packet(0x90, body);
        }
    }

    private static final int NO_LOCAL = 0x04;
    private static final int RESERVED_IN_5 = 0xC0;
    private static final int RESERVED_IN_3 = 0xFC;
    private static final String SHARED = "$share/";

    private final int packetId;
    private final ByteBuf reduced = Unpooled.buffer();
    private final List<Integer> codes = new ArrayList<>();
    private int passed;

    private SubscribePacket(int packetId) {
        this.packetId = packetId;
    }

    /**
     * Judges each filter; the packet stays the caller's.
     *
     * @param mostFilters how many are judged; those beyond are refused, quota exceeded
     */
    static SubscribePacket read(ByteBuf packet, int bodyAt, int version, int mostFilters, Judge judge)
            throws BrokenPacketException {
        require((packet.getByte(packet.readerIndex()) & 0x0F) == 2, Reason.MALFORMED_PACKET);
        Fields fields = new Fields(packet, bodyAt, packet.writerIndex());
        SubscribePacket subscribe = new SubscribePacket(fields.twoBytes());
        require(subscribe.packetId > 0, Reason.PROTOCOL_ERROR);
        if (version == Reason.MQTT_5) {
            PropertyRules.check(fields, PropertyRules.SUBSCRIBE);
        }
        require(fields.remaining() > 0, Reason.PROTOCOL_ERROR);
        subscribe.reduced.writeBytes(packet, bodyAt, fields.position() - bodyAt);
        while (fields.remaining() > 0) {
            subscribe.filter(packet, fields, version, mostFilters, judge);
        }
        return subscribe;
    }

    private void filter(ByteBuf packet, Fields fields, int version, int mostFilters, Judge judge)
            throws BrokenPacketException {
        int start = fields.position();
        Soundness soundness = fields.topicFilter();
        require(soundness != Soundness.MALFORMED, Reason.MALFORMED_PACKET);
        int end = fields.position();
        checkOptions(fields.oneByte(), version, isShared(packet, start));
        int reason = Reason.TOPIC_FILTER_INVALID;
        if (soundness == Soundness.SOUND) {
            reason = codes.size() >= mostFilters
                    ? Reason.QUOTA_EXCEEDED
                    : judge.reason(packet.toString(start + 2, end - start - 2, StandardCharsets.UTF_8));
        }
        codes.add(reason == 0 ? 0 : Reason.suback(version, reason));
        if (reason == 0) {
            passed++;
            reduced.writeBytes(packet, start, fields.position() - start);
        }
    }

    private static void checkOptions(int options, int version, boolean shared) throws BrokenPacketException {
        boolean five = version == Reason.MQTT_5;
        require((options & (five ? RESERVED_IN_5 : RESERVED_IN_3)) == 0, Reason.MALFORMED_PACKET);
        require((options & 3) < 3 && (options >> 4 & 3) < 3, Reason.PROTOCOL_ERROR);
        require(!(shared && (options & NO_LOCAL) != 0), Reason.PROTOCOL_ERROR);
    }

    private static boolean isShared(ByteBuf packet, int start) {
        int length = packet.getUnsignedShort(start);
        return length >= SHARED.length()
                && packet.toString(start + 2, SHARED.length(), StandardCharsets.US_ASCII)
                        .equals(SHARED);
    }

    int packetId() {
        return packetId;
    }

    /** Whether all filters may go on, in the packet that came. */
    boolean isWhole() {
        return passed == codes.size();
    }

    boolean isEmpty() {
        return passed == 0;
    }

    /** The packet with those filters that may go on. */
    ByteBuf reduced() {
        return packet(0x82, reduced);
    }

    Refused refused() {
        return new Refused(codes.stream().mapToInt(Integer::intValue).toArray(), passed);
    }

    /** The packet identifier of a SUBACK. */
    static int packetId(ByteBuf suback) {
        int at = suback.readerIndex() + 1;
        while (suback.getByte(at) < 0) {
            at++;
        }
        return suback.getUnsignedShort(at + 1);
    }

    /** A packet of that first byte. */
    static ByteBuf packet(int first, ByteBuf body) {
        ByteBuf packet = Unpooled.buffer(body.readableBytes() + 5);
        packet.writeByte(first);
        int length = body.readableBytes();
        do {
            int digit = length & 0x7F;
            length >>= 7;
            packet.writeByte(length > 0 ? digit | 0x80 : digit);
        } while (length > 0);
        return packet.writeBytes(body);
    }
}
