// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** MQTT 3.1.1 packets as bytes, for what a well-behaved client would never send. */
final class RawMqtt {
    static final byte[] ACCEPTED = {0x20, 2, 0, 0};
    static final byte[] PUBLISH_7_ACKNOWLEDGED = {0x40, 2, 0, 7};

    private static final int CONNECT = 0x10;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int USER_PASSWORD_CLEAN = 0xC2;

    private RawMqtt() {}

    static byte[] connect(String id, String user, String password) throws IOException {
        return packet(CONNECT, connectBody(id, user, password), 0);
    }

    /** A CONNECT that says it is longer than it is. */
    static byte[] endlessConnect(int claimedBytes) throws IOException {
        return packet(CONNECT, connectBody("endless", "x", "y"), claimedBytes);
    }

    /** QoS 1 with packet id 7. */
    static byte[] publish(String topic, int payloadBytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF(topic);
        body.writeShort(7);
        body.write(new byte[payloadBytes]);
        return packet(PUBLISH_QOS_1, bytes.toByteArray(), 0);
    }

    private static byte[] connectBody(String id, String user, String password) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF("MQTT");
        body.writeByte(4);
        body.writeByte(USER_PASSWORD_CLEAN);
        body.writeShort(60);
        body.writeUTF(id);
        body.writeUTF(user);
        body.writeShort(password.getBytes(StandardCharsets.UTF_8).length);
        body.write(password.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static byte[] packet(int type, byte[] body, int claimedMore) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type);
        int length = body.length + claimedMore;
        do {
            int digit = length % 128;
            length /= 128;
            packet.write(length > 0 ? digit | 0x80 : digit);
        } while (length > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }
}
