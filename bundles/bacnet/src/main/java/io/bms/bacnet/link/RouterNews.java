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
    private static final int NETWORK_MESSAGE = 0x80;
    private static final int DESTINATION = 0x20;
    private static final int SOURCE = 0x08;
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
        in.require(link.carriesMessage() && in.octet() == 1);
        int control = in.octet();
        in.require((control & NETWORK_MESSAGE) != 0);
        boolean destined = (control & DESTINATION) != 0;
        if (destined) {
            in.word();
            in.skip(in.octet());
        }
        if ((control & SOURCE) != 0) {
            in.word();
            in.skip(in.octet());
        }
        in.skip(destined ? 1 : 0);
        in.require(in.octet() == I_AM_ROUTER);
        List<Integer> networks = new ArrayList<>();
        while (in.left() >= 2 && networks.size() < MOST) {
            networks.add(in.word());
        }
        return Optional.of(new RouterNews(router, List.copyOf(networks)));
    }
}
