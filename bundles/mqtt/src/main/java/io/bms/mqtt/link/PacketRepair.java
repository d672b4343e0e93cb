// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/** Makes of each packet that arrives one that Paho can read. */
final class PacketRepair {
    private static final int PUBLISH = 3;
    private static final int LAST_QOS = 2;
    /** Those with reason codes: PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT. */
    private static final Set<Integer> WITH_REASONS = Set.of(4, 5, 6, 7, 9, 11, 14);

    private PacketRepair() {}

    /**
     * @param first the first byte of the packet
     * @param body what follows the fixed header
     * @param whole false if only the beginning of the body is there
     * @return a packet that Paho can read; empty if there is nothing that it must know of
     */
    static byte[] readable(byte first, byte[] body, boolean whole) throws IOException {
        int type = (first & 0xF0) >> 4;
        if (type == PUBLISH) {
            return publish(first, body, whole);
        }
        if (!whole) {
            return new byte[0];
        }
        byte[] packet = PacketGuard.packet(first, body);
        try {
            MqttWireMessage.createWireMessage(packet);
            return packet;
        } catch (MqttException | RuntimeException e) {
            return acknowledgement(first, body, type);
        }
    }

    private static byte[] acknowledgement(byte first, byte[] body, int type) throws IOException {
        try {
            if (WITH_REASONS.contains(type)) {
                byte[] repaired = AckRepair.repaired(first, body);
                MqttWireMessage.createWireMessage(repaired);
                return repaired;
            }
        } catch (MqttException | RuntimeException e) {
            throw new IOException("the broker sent a malformed packet of type " + type, e);
        }
        throw new IOException("the broker sent a malformed packet of type " + type);
    }

    private static byte[] publish(byte first, byte[] body, boolean whole) {
        if (!whole) {
            return unreadable(first, body, "it is larger than was agreed");
        }
        if (qos(first) > LAST_QOS) {
            return unreadable(first, body, "there is no such QoS");
        }
        byte[] packet = PacketGuard.packet(first, body);
        try {
            MqttPublish message = (MqttPublish) MqttWireMessage.createWireMessage(packet);
            if (message.getTopicName().isEmpty() || message.getProperties().getTopicAlias() != null) {
                return unreadable(first, body, "it has no topic of its own");
            }
            return packet;
        } catch (MqttException | RuntimeException e) {
            return unreadable(first, body, e.getMessage() == null ? "it is malformed" : e.getMessage());
        }
    }

    /** A message with the QoS and the packet identifier of this one, that says why it could not be read. */
    private static byte[] unreadable(byte first, byte[] body, String why) {
        int topicBytes = body.length < 2 ? 0 : (body[0] & 0xFF) << 8 | body[1] & 0xFF;
        boolean answered = qos(first) > 0 && qos(first) <= LAST_QOS && body.length >= 2 + topicBytes + 2;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // A topic of no bytes.
        out.write(0);
        out.write(0);
        if (answered) {
            out.write(body, 2 + topicBytes, 2);
        }
        // No properties.
        out.write(0);
        int shown = Math.min(topicBytes, Math.max(0, body.length - 2));
        String topic = Reasons.quoted(new String(body, Math.min(2, body.length), shown, StandardCharsets.UTF_8));
        out.writeBytes((topic + ", " + why).getBytes(StandardCharsets.UTF_8));
        return PacketGuard.packet((byte) (PUBLISH << 4 | (answered ? qos(first) << 1 : 0)), out.toByteArray());
    }

    private static int qos(byte first) {
        return first >> 1 & 3;
    }
}
