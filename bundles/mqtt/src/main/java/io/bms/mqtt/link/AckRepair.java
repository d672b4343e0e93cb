// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/**
 * Acknowledgements and DISCONNECTs whose reason codes Paho's list lacks, such as "quota exceeded" in a SUBACK; Paho
 * would end the connection. They are written anew with "unspecified error", and the true codes in a user property.
 */
final class AckRepair {
    private static final String KEY = "bms-reason-codes";
    private static final int FIRST_ERROR = 0x80;
    private static final int USER_PROPERTY = 0x26;
    private static final int SUBACK = 9;
    private static final int UNSUBACK = 11;
    private static final int DISCONNECT = 14;

    private AckRepair() {}

    /** The true codes, none if nothing was repaired. */
    static List<Integer> codes(MqttProperties properties) {
        return codes(properties.getUserProperties());
    }

    static List<Integer> codes(List<UserProperty> properties) {
        if (properties == null || properties.isEmpty()) {
            return List.of(); // as of each publication that was taken
        }
        return properties.stream()
                .filter(property -> property.getKey().equals(KEY))
                .flatMap(property -> Stream.of(property.getValue().split(" ")))
                .map(Integer::valueOf)
                .toList();
    }

    /**
     * @param first the first byte of the packet
     * @param body what follows the fixed header
     */
    static byte[] repaired(byte first, byte[] body) {
        int type = (first & 0xF0) >> 4;
        int[] codes = codes(type, body);
        byte[] property = property(codes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (type != DISCONNECT) {
            out.write(body, 0, 2);
        }
        if (type != SUBACK && type != UNSUBACK) {
            out.write(known(codes[0]));
        }
        out.writeBytes(MqttWireMessage.encodeVariableByteInteger(property.length));
        out.writeBytes(property);
        if (type == SUBACK || type == UNSUBACK) {
            IntStream.of(codes).map(AckRepair::known).forEach(out::write);
        }
        return PacketGuard.packet(first, out.toByteArray());
    }

    private static int known(int code) {
        return code < FIRST_ERROR ? code : FIRST_ERROR;
    }

    private static int[] codes(int type, byte[] body) {
        if (type != SUBACK && type != UNSUBACK) {
            return new int[] {body[type == DISCONNECT ? 0 : 2] & 0xFF};
        }
        int from = 2 + propertyBytes(body);
        return IntStream.range(from, body.length).map(i -> body[i] & 0xFF).toArray();
    }

    /** The bytes of the properties of a SUBACK, with their length. */
    private static int propertyBytes(byte[] body) {
        int length = 0;
        int at = 2;
        int shift = 0;
        do {
            length |= (body[at] & 0x7F) << shift;
            shift += 7;
        } while ((body[at++] & 0x80) != 0);
        return at - 2 + length;
    }

    private static byte[] property(int[] codes) {
        byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
        byte[] value = IntStream.of(codes)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" "))
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 2 + key.length + 2 + value.length)
                .put((byte) USER_PROPERTY)
                .putShort((short) key.length)
                .put(key)
                .putShort((short) value.length)
                .put(value)
                .array();
    }
}
