// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** MQTT's reason codes that the door gives (MQTT 5, 2.4), and the packets that carry them. Thread: any. */
final class Reason {
    static final int MALFORMED_PACKET = 0x81;
    static final int PROTOCOL_ERROR = 0x82;
    static final int UNSUPPORTED_PROTOCOL_VERSION = 0x84;
    static final int CLIENT_IDENTIFIER_NOT_VALID = 0x85;
    static final int BAD_USER_NAME_OR_PASSWORD = 0x86;
    static final int NOT_AUTHORIZED = 0x87;
    static final int TOPIC_FILTER_INVALID = 0x8F;
    static final int TOPIC_NAME_INVALID = 0x90;
    static final int RECEIVE_MAXIMUM_EXCEEDED = 0x93;
    static final int TOPIC_ALIAS_INVALID = 0x94;
    static final int PACKET_TOO_LARGE = 0x95;
    static final int QUOTA_EXCEEDED = 0x97;
    static final int ADMINISTRATIVE_ACTION = 0x98;

    static final int MQTT_5 = 5;

    private static final int FAILURE_OF_3_1_1 = 0x80;

    private Reason() {}

    static ByteBuf connack(int version, int reason) {
        return version >= MQTT_5 ? bytes(0x20, 3, 0, reason, 0) : bytes(0x20, 2, 0, returnCode(reason));
    }

    /** MQTT 3.1.1 has no packet for it; the connection just ends. */
    static ByteBuf disconnect(int version, int reason) {
        return version >= MQTT_5 ? bytes(0xE0, 1, reason) : Unpooled.EMPTY_BUFFER;
    }

    /** Refuses a publication of QoS 1 or 2; for MQTT 5 only. */
    static ByteBuf refusal(int qos, int packetId, int reason) {
        return bytes(qos == 1 ? 0x40 : 0x50, 3, packetId >> 8, packetId, reason);
    }

    /** What a SUBACK says of one filter. */
    static int suback(int version, int reason) {
        return version >= MQTT_5 ? reason : FAILURE_OF_3_1_1;
    }

    /** MQTT 3.1.1, table 3.1. */
    private static int returnCode(int reason) {
        return switch (reason) {
            case UNSUPPORTED_PROTOCOL_VERSION -> 1;
            case CLIENT_IDENTIFIER_NOT_VALID -> 2;
            case QUOTA_EXCEEDED -> 3;
            case BAD_USER_NAME_OR_PASSWORD -> 4;
            default -> 5;
        };
    }

    private static ByteBuf bytes(int... values) {
        ByteBuf bytes = Unpooled.buffer(values.length);
        for (int value : values) {
            bytes.writeByte(value);
        }
        return bytes;
    }
}
