// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

/** How large a packet may be: what the broker says, or less where it did not survive what it allowed. Session thread only. */
final class PacketLimit {
    /** MQTT's own bound (MQTT 5, 1.5.5): what a remaining length can say, and the fixed header. */
    static final long LARGEST = 268_435_455 + 5;

    private long granted = LARGEST;
    private long learned = LARGEST;

    void granted(long bytes) {
        granted = bytes;
    }

    /** Packets of more bytes than these have ended connections. */
    void learned(long bytes) {
        learned = Math.min(learned, bytes);
    }

    /** Another broker. */
    void unlearn() {
        learned = LARGEST;
    }

    long bytes() {
        return Math.min(granted, learned);
    }

    boolean fits(Outgoing message) {
        return message.packetSize() <= bytes();
    }

    /** How many bytes of payload a message like this one may have; 0 if not even an empty one fits. */
    int room(Outgoing message) {
        long left = bytes() - message.packetSize() + message.payload().length;
        return (int) Math.max(0, Math.min(left, Integer.MAX_VALUE));
    }

    Delivery.Refused refusal(Outgoing message) {
        return new Delivery.Refused(
                Reasons.PACKET_TOO_LARGE,
                "it has " + message.packetSize() + " bytes, and the broker takes packets of at most " + bytes()
                        + "; raise that limit at the broker");
    }
}
