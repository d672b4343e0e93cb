// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import java.util.Arrays;
import java.util.Optional;

/**
 * What an answer to a request of the gateway must name (ASHRAE 135, 20.1.2). It is read from the packet as it goes
 * out, since the library keeps its invoke ids to itself. Thread: any.
 *
 * @param behind the address of whoever is to answer, if that is behind a router
 */
public record SentRequest(Optional<Packet.Remote> behind, int invokeId, int service) {
    private static final int TO_ROUTERS = 0x80;
    private static final int DESTINATION = 0x20;
    private static final int SEGMENTED = 0x08;

    /** @param npdu from the network layer's version on; empty unless it is a confirmed request */
    public static Optional<SentRequest> in(byte[] npdu) {
        int control = npdu[1] & 0xff;
        int at = application(npdu);
        Optional<Packet.Remote> behind = Optional.empty();
        if ((control & DESTINATION) != 0) {
            int network = (npdu[2] & 0xff) << 8 | npdu[3] & 0xff;
            behind = Optional.of(new Packet.Remote(network, Arrays.copyOfRange(npdu, 5, at - 1)));
        }
        if ((control & TO_ROUTERS) != 0 || (npdu[at] & 0xf0) != 0) {
            return Optional.empty();
        }
        int service = (npdu[at] & SEGMENTED) == 0 ? at + 3 : at + 5;
        return Optional.of(new SentRequest(behind, npdu[at + 2] & 0xff, npdu[service] & 0xff));
    }

    /** The packet is a SegmentACK. */
    public static boolean isSegmentAck(byte[] npdu) {
        return (npdu[1] & TO_ROUTERS) == 0
                && (npdu[application(npdu)] & 0xf0) >> 4 == Packet.Type.SEGMENT_ACK.ordinal();
    }

    private static int application(byte[] npdu) {
        return (npdu[1] & DESTINATION) == 0 ? 2 : 6 + (npdu[4] & 0xff);
    }
}
