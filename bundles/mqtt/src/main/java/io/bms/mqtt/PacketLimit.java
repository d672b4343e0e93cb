// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Grants;
import io.bms.mqtt.link.Outgoing;
import io.bms.mqtt.link.Reasons;

/**
 * How large a packet may be: what the broker says, or less where it did not survive what it allowed. Thread:
 * bms-mqtt-session.
 */
final class PacketLimit {
    private long granted = Grants.LARGEST_PACKET;
    private long learned = Grants.LARGEST_PACKET;

    void granted(long bytes) {
        granted = bytes;
    }

    /** Packets of more bytes than these have ended connections. */
    void learned(long bytes) {
        learned = Math.min(learned, bytes);
    }

    /** Another broker. */
    void unlearn() {
        learned = Grants.LARGEST_PACKET;
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
