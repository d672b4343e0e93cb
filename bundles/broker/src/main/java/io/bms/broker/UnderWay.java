// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.broker.BrokenPacketException.require;

import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.Set;

/**
 * The messages of QoS 2 that a connection of MQTT 5 has under way to the broker: no more than the Receive Maximum that
 * was announced (MQTT 5, 3.2.2.3.3 and 4.9). Artemis takes 65,535. Those of QoS 1 are answered as they are kept, and
 * held back by an {@link Inflow}.
 *
 * <p>Thread: the connection's of Netty.
 */
final class UnderWay {
    private static final int FIRST_ERROR = 0x80;

    private final Set<Integer> packetIds = new HashSet<>();

    void begun(int packetId) throws BrokenPacketException {
        packetIds.add(packetId);
        require(packetIds.size() <= MqttProtocol.RECEIVE_MAXIMUM, Reason.RECEIVE_MAXIMUM_EXCEEDED);
    }

    /** @param idAt where a PUBREL, which is sound, has its packet id */
    void released(ByteBuf pubrel, int idAt) {
        packetIds.remove(pubrel.getUnsignedShort(idAt));
    }

    /** A message that is refused has no PUBREL. */
    void answered(ByteBuf pubrec) {
        int idAt = pubrec.readerIndex() + 2;
        boolean refused = pubrec.readableBytes() > 4 && pubrec.getUnsignedByte(idAt + 2) >= FIRST_ERROR;
        if (refused) {
            packetIds.remove(pubrec.getUnsignedShort(idAt));
        }
    }
}
