// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.OctetReader;

/** The header of a network layer message, whoever it comes from and goes to (ASHRAE 135, 6.2). Thread: any. */
final class NetworkMessage {
    private static final int VERSION = 1;
    private static final int MESSAGE = 0x80;
    private static final int DESTINATION = 0x20;
    private static final int SOURCE = 0x08;

    private NetworkMessage() {}

    /**
     * Reads from behind the link layer header to the message's content.
     *
     * @return the type of the message
     * @throws BadPacketException if it is cut off, or a message of another layer
     */
    static int type(OctetReader in) throws BadPacketException {
        in.require(in.octet() == VERSION);
        int control = in.octet();
        in.require((control & MESSAGE) != 0);
        boolean destined = (control & DESTINATION) != 0;
        if (destined) {
            skipAddress(in);
        }
        if ((control & SOURCE) != 0) {
            skipAddress(in);
        }
        in.skip(destined ? 1 : 0);
        return in.octet();
    }

    private static void skipAddress(OctetReader in) throws BadPacketException {
        in.word();
        in.skip(in.octet());
    }
}
