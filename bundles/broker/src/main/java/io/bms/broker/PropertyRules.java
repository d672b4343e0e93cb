// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.broker.BrokenPacketException.require;

import io.bms.broker.TopicRules.Soundness;

/** Which properties a client's packet may carry, and how often (MQTT 5, table 2-4). Thread: any. */
final class PropertyRules {
    static final int CONNECT = 1;
    static final int WILL = 2;
    static final int PUBLISH = 4;
    static final int ACKNOWLEDGEMENT = 8;
    static final int SUBSCRIBE = 16;
    static final int UNSUBSCRIBE = 32;
    static final int DISCONNECT = 64;

    /** The most properties of one packet. MQTT 5 sets no limit, and each becomes several objects. */
    static final int MAX_PROPERTIES = 64;

    static final int MAX_BYTES = 16 * 1024;

    private static final int SESSION_EXPIRY = 17;
    private static final int USER_PROPERTY = 38;

    private PropertyRules() {}

    /**
     * @param packet one of the constants here
     * @return the session expiry interval in seconds; 0 without one
     */
    static long check(Fields fields, int packet) throws BrokenPacketException {
        int length = fields.variableByteInteger();
        if (length > fields.remaining()) {
            throw new BrokenPacketException(Reason.MALFORMED_PACKET);
        }
        if (length > MAX_BYTES) {
            throw new BrokenPacketException(Reason.QUOTA_EXCEEDED);
        }
        Fields properties = fields.part(length);
        long seen = 0;
        long sessionExpiry = 0;
        for (int count = 1; properties.remaining() > 0; count++) {
            int id = properties.variableByteInteger();
            require(count <= MAX_PROPERTIES, Reason.QUOTA_EXCEEDED);
            require((packets(id) & packet) != 0, Reason.PROTOCOL_ERROR);
            require(id == USER_PROPERTY || (seen & 1L << id) == 0, Reason.PROTOCOL_ERROR);
            seen |= 1L << id;
            if (id == SESSION_EXPIRY) {
                sessionExpiry = properties.fourBytes();
            } else {
                value(properties, id);
            }
        }
        return sessionExpiry;
    }

    /** Where a client may use it; 0 for what is unknown or a server's to say. */
    private static int packets(int id) {
        return switch (id) {
            case 1, 2, 3, 8, 9 -> PUBLISH | WILL;
            case 11 -> SUBSCRIBE;
            case SESSION_EXPIRY -> CONNECT | DISCONNECT;
            case 21, 22, 23, 25, 33, 34, 39 -> CONNECT;
            case 24 -> WILL;
            case 31 -> ACKNOWLEDGEMENT | DISCONNECT;
            case 35 -> PUBLISH;
            case USER_PROPERTY -> CONNECT | WILL | PUBLISH | ACKNOWLEDGEMENT | SUBSCRIBE | UNSUBSCRIBE | DISCONNECT;
            default -> 0;
        };
    }

    private static void value(Fields fields, int id) throws BrokenPacketException {
        switch (id) {
            case 1, 23, 25 -> require(fields.oneByte() <= 1, Reason.PROTOCOL_ERROR);
            case 2, 24 -> fields.fourBytes();
            case 3, 21, 31 -> fields.skipText();
            case 8 -> responseTopic(fields.topicName());
            case 9, 22 -> fields.skipBinary();
            case 11 -> require(fields.variableByteInteger() > 0, Reason.PROTOCOL_ERROR);
            case 33 -> require(fields.twoBytes() > 0, Reason.PROTOCOL_ERROR);
            case 34 -> fields.twoBytes();
            // the broker announces that it knows none
            case 35 -> throw new BrokenPacketException(Reason.TOPIC_ALIAS_INVALID);
            case 39 -> require(fields.fourBytes() > 0, Reason.PROTOCOL_ERROR);
            default -> {
                fields.skipText();
                fields.skipText();
            }
        }
    }

    private static void responseTopic(Soundness topic) throws BrokenPacketException {
        require(topic != Soundness.MALFORMED, Reason.MALFORMED_PACKET);
        require(topic == Soundness.SOUND, Reason.TOPIC_NAME_INVALID);
    }
}
