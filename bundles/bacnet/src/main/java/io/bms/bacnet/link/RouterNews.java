// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Bvll;
import io.bms.bacnet.packet.OctetReader;
import io.bms.bacnet.settings.IpAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An I-Am-Router-To-Network (ASHRAE 135, 6.4.2). Thread: any.
 *
 * @param router where to send what is for these networks
 */
public record RouterNews(InetSocketAddress router, List<Integer> networks) {
    private static final int I_AM_ROUTER = 1;
    /** How many networks are taken from one packet: more than a router of any building leads to. */
    private static final int MOST = 256;

    /** Empty for any other packet, and for one that does not hold together. */
    static Optional<RouterNews> in(byte[] data, int length, InetSocketAddress from) {
        try {
            return read(new OctetReader(data, length), from);
        } catch (BadPacketException e) {
            return Optional.empty();
        }
    }

    private static Optional<RouterNews> read(OctetReader in, InetSocketAddress from) throws BadPacketException {
        Bvll link = Bvll.read(in);
        InetSocketAddress router = link.origin().map(IpAddress::fromMac).orElse(from);
        in.require(link.carriesMessage() && NetworkMessage.type(in) == I_AM_ROUTER);
        List<Integer> networks = new ArrayList<>();
        while (in.left() >= 2 && networks.size() < MOST) {
            networks.add(in.word());
        }
        return Optional.of(new RouterNews(router, List.copyOf(networks)));
    }
}
