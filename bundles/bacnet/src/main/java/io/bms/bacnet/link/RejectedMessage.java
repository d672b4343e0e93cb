// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Bvll;
import io.bms.bacnet.packet.OctetReader;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A router's Reject-Message-To-Network (ASHRAE 135, 6.4.4): a message for a network behind it was not delivered. It
 * names neither the device nor the request. Thread: any.
 *
 * @param router that says so, or passes on what one behind it says
 * @param network which the message was for
 * @param reason why, by the standard's number
 */
public record RejectedMessage(InetSocketAddress router, int network, int reason) {
    private static final int REJECT_MESSAGE_TO_NETWORK = 3;
    private static final int NO_ROUTE = 1;
    private static final int BUSY = 2;
    private static final int TOO_LONG = 4;

    /** Empty unless the packet is one, and whole. */
    static Optional<RejectedMessage> in(byte[] data, int length, InetSocketAddress from) {
        OctetReader in = new OctetReader(data, length);
        try {
            in.require(Bvll.read(in).function() == Bvll.ORIGINAL_UNICAST_NPDU);
            in.require(NetworkMessage.type(in) == REJECT_MESSAGE_TO_NETWORK);
            int reason = in.octet();
            return Optional.of(new RejectedMessage(from, in.word(), reason));
        } catch (BadPacketException e) {
            return Optional.empty();
        }
    }

    /** The rejection is about one message, and not about all that go to that network. */
    boolean isOfOne() {
        return reason != NO_ROUTE && reason != BUSY;
    }

    /** The message was too long for the network behind the router. */
    public boolean isTooLong() {
        return reason == TOO_LONG;
    }

    /** Why it was not delivered, and what to do, for people. */
    public String words() {
        return "The router " + router.getAddress().getHostAddress() + " " + reasonInWords();
    }

    private String reasonInWords() {
        return switch (reason) {
            case NO_ROUTE ->
                "has no route to network " + network + "; check the router's configuration and the network number";
            case BUSY ->
                "is too busy to reach network " + network
                        + "; it is tried again with the next read, and longer intervals help if it goes on";
            default ->
                "could not deliver to network " + network + " (reject reason " + reason + "); look at the router";
        };
    }
}
