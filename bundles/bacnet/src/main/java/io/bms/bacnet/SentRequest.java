package io.bms.bacnet;

import java.util.Optional;

/**
 * What an answer to a request of ours must name (ASHRAE 135, 20.1.2), read from the packet as it goes out,
 * since the library keeps its invoke ids to itself.
 *
 * @param network the number of the network behind a router, 0 for the gateway's own
 */
record SentRequest(int network, int invokeId, int service) {
    private static final int TO_ROUTERS = 0x80;
    private static final int DESTINATION = 0x20;
    private static final int SEGMENTED = 0x08;

    /** @param npdu from the network layer's version on; empty unless it is a confirmed request */
    static Optional<SentRequest> in(byte[] npdu) {
        int control = npdu[1] & 0xff;
        int at = 2;
        int network = 0;
        if ((control & DESTINATION) != 0) {
            network = (npdu[at] & 0xff) << 8 | npdu[at + 1] & 0xff;
            at += 4 + (npdu[at + 2] & 0xff);
        }
        if ((control & TO_ROUTERS) != 0 || (npdu[at] & 0xf0) != 0) {
            return Optional.empty();
        }
        int service = (npdu[at] & SEGMENTED) == 0 ? at + 3 : at + 5;
        return Optional.of(new SentRequest(network, npdu[at + 2] & 0xff, npdu[service] & 0xff));
    }
}
