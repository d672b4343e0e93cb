// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.broker.BrokenPacketException.require;

import io.bms.broker.TopicRules.Soundness;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * The packets of a client that only have to be well-formed: acknowledgements, UNSUBSCRIBE, PINGREQ, DISCONNECT.
 *
 * <p>Thread: the connection's of Netty.
 */
final class OtherPackets {
    /** The most filters of one UNSUBSCRIBE. */
    static final int MAX_FILTERS = 1_000;

    private static final int FLAGS_OF_PUBREL = 2;

    private OtherPackets() {}

    /** @param unsubscribed gets the filters of an UNSUBSCRIBE */
    static void check(ByteBuf packet, int bodyAt, int version, boolean sessionStays, Consumer<String> unsubscribed)
            throws BrokenPacketException {
        int first = packet.getUnsignedByte(packet.readerIndex());
        int type = first >> 4;
        int flags = first & 0x0F;
        Fields fields = new Fields(packet, bodyAt, packet.writerIndex());
        require(flags == (type == 6 || type == 10 ? FLAGS_OF_PUBREL : 0), Reason.MALFORMED_PACKET);
        switch (type) {
            case 4, 5, 6, 7 -> acknowledgement(fields, version);
            case 10 -> unsubscribe(fields, version, unsubscribed);
            case 12 -> require(fields.remaining() == 0, Reason.MALFORMED_PACKET);
            case 14 -> disconnect(fields, version, sessionStays);
            // a second CONNECT, an AUTH without a method agreed on, and what only a server sends
            default -> throw new BrokenPacketException(Reason.PROTOCOL_ERROR);
        }
        require(fields.remaining() == 0, Reason.MALFORMED_PACKET);
    }

    private static void acknowledgement(Fields fields, int version) throws BrokenPacketException {
        require(fields.twoBytes() > 0, Reason.PROTOCOL_ERROR);
        if (version == Reason.MQTT_5 && fields.remaining() > 0) {
            fields.oneByte();
            if (fields.remaining() > 0) {
                PropertyRules.check(fields, PropertyRules.ACKNOWLEDGEMENT);
            }
        }
    }

    private static void unsubscribe(Fields fields, int version, Consumer<String> unsubscribed)
            throws BrokenPacketException {
        require(fields.twoBytes() > 0, Reason.PROTOCOL_ERROR);
        if (version == Reason.MQTT_5) {
            PropertyRules.check(fields, PropertyRules.UNSUBSCRIBE);
        }
        require(fields.remaining() > 0, Reason.PROTOCOL_ERROR);
        for (int filters = 1; fields.remaining() > 0; filters++) {
            require(filters <= MAX_FILTERS, Reason.QUOTA_EXCEEDED);
            int start = fields.position();
            require(fields.topicFilter() != Soundness.MALFORMED, Reason.MALFORMED_PACKET);
            unsubscribed.accept(fields.since(start));
        }
    }

    private static void disconnect(Fields fields, int version, boolean sessionStays) throws BrokenPacketException {
        if (version == Reason.MQTT_5 && fields.remaining() > 0) {
            fields.oneByte();
            if (fields.remaining() > 0) {
                boolean stays = PropertyRules.check(fields, PropertyRules.DISCONNECT) > 0;
                // MQTT 5, 3.14.2.2.2
                require(sessionStays || !stays, Reason.PROTOCOL_ERROR);
            }
        }
    }
}
