// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.broker.BrokenPacketException.require;

import io.bms.broker.TopicRules.Soundness;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * A PUBLISH of a client, read as far as the door has to know it (MQTT 5, 3.3).
 *
 * @param packetId 0 at QoS 0
 * @param soundTopic whether it may be published to; the packet itself is sound
 */
record PublishPacket(
        int qos, boolean retain, int packetId, boolean soundTopic, int topicAt, int topicBytes, int payloadBytes) {
    private static final int RETAIN = 0x01;
    private static final int DUP = 0x08;

    static PublishPacket read(ByteBuf packet, int bodyAt, int version) throws BrokenPacketException {
        int flags = packet.getByte(packet.readerIndex());
        int qos = flags >> 1 & 3;
        require(qos < 3 && (qos > 0 || (flags & DUP) == 0), Reason.MALFORMED_PACKET);
        Fields fields = new Fields(packet, bodyAt, packet.writerIndex());
        int topicAt = fields.position() + 2;
        Soundness topic = fields.topicName();
        require(topic != Soundness.MALFORMED, Reason.MALFORMED_PACKET);
        int topicBytes = fields.position() - topicAt;
        int packetId = qos > 0 ? fields.twoBytes() : 0;
        require(qos == 0 || packetId > 0, Reason.PROTOCOL_ERROR);
        if (version == Reason.MQTT_5) {
            PropertyRules.check(fields, PropertyRules.PUBLISH);
        }
        boolean retain = (flags & RETAIN) != 0;
        boolean sound = topic == Soundness.SOUND;
        return new PublishPacket(qos, retain, packetId, sound, topicAt, topicBytes, fields.remaining());
    }

    String topic(ByteBuf packet) {
        return packet.toString(topicAt, topicBytes, StandardCharsets.UTF_8);
    }
}
