// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** MQTT control packets as octets, right or wrong as the caller likes: nothing is checked here. */
public final class MqttBytes {
    static final int V311 = 4;
    static final int V5 = 5;
    private static final int USER_NAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int CLEAN = 0x02;
    private static final int SESSION_EXPIRY = 0x11;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    MqttBytes octet(int value) {
        out.write(value);
        return this;
    }

    MqttBytes two(int value) {
        return octet(value >> 8).octet(value);
    }

    MqttBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    MqttBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return two(bytes.length).raw(bytes);
    }

    MqttBytes length(int value) {
        int left = value;
        do {
            int digit = left % 128;
            left /= 128;
            octet(left > 0 ? digit | 0x80 : digit);
        } while (left > 0);
        return this;
    }

    byte[] packet(int firstOctet) {
        byte[] body = out.toByteArray();
        return new MqttBytes()
                .octet(firstOctet)
                .length(body.length)
                .raw(body)
                .out
                .toByteArray();
    }

    /** Signs in by MQTT 5; a session of {@code expirySeconds} outlives the connection unless that is 0. */
    public static byte[] connect(String clientId, String user, String password, int expirySeconds) {
        MqttBytes properties =
                new MqttBytes().octet(SESSION_EXPIRY).two(expirySeconds >> 16).two(expirySeconds);
        return new MqttBytes()
                .text("MQTT")
                .octet(V5)
                .octet(USER_NAME | PASSWORD | CLEAN)
                .two(60)
                .length(properties.out.size())
                .raw(properties.out.toByteArray())
                .text(clientId)
                .text(user)
                .text(password)
                .packet(0x10);
    }

    /** A CONNECT of MQTT 5 that has {@code octets} of empty user properties. */
    public static byte[] connectOfProperties(int octets) {
        byte[] properties = new byte[octets / 5 * 5];
        for (int i = 0; i < properties.length; i += 5) {
            properties[i] = 0x26;
        }
        return new MqttBytes()
                .text("MQTT")
                .octet(V5)
                .octet(CLEAN)
                .two(60)
                .length(properties.length)
                .raw(properties)
                .text("swollen")
                .packet(0x10);
    }

    public static byte[] publish(String topic, byte[] payload, int qos, boolean retained, int id) {
        MqttBytes bytes = new MqttBytes().text(topic);
        if (qos > 0) {
            bytes.two(id);
        }
        return bytes.length(0).raw(payload).packet(0x30 | qos << 1 | (retained ? 1 : 0));
    }

    public static byte[] subscribe(Iterable<String> filters, int id) {
        MqttBytes bytes = new MqttBytes().two(id).length(0);
        filters.forEach(filter -> bytes.text(filter).octet(1));
        return bytes.packet(0x82);
    }
}
