// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.npdu.ip.IpNetworkUtils;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * A BACnet router (ASHRAE 135, 6.5) between the IP network and one that only it can reach, on which all devices
 * of the simulator then are.
 *
 * @param address of the router on the IP network
 * @param network number of the network behind it
 */
public record Router(InetSocketAddress address, int network) {
    /** The number that the IP network has for the devices behind. */
    static final int IP_NETWORK = 1;

    private static final byte WHO_IS_ROUTER = 0;
    private static final byte I_AM_ROUTER = 1;

    /** A message for the network behind: for all there, or for the one of that MAC address. */
    record Inward(byte[] npdu, Optional<byte[]> mac) {}

    /** A message for the IP network: for all there, or for one. */
    record Outward(byte[] npdu, Optional<InetSocketAddress> to) {}

    /** What of a message from the IP network goes behind the router. */
    Optional<Inward> inward(Npdu message, InetSocketAddress sender) {
        Npdu.Place to = message.destination().orElse(null);
        if (to == null || message.isForRouters() || to.network() != network && to.network() != Npdu.GLOBAL) {
            return Optional.empty();
        }
        Npdu.Place from = new Npdu.Place(IP_NETWORK, mac(sender));
        Npdu inside = new Npdu(
                message.control(),
                to.network() == Npdu.GLOBAL ? message.destination() : Optional.empty(),
                Optional.of(from),
                message.content());
        return Optional.of(new Inward(inside.bytes(), to.mac().length == 0 ? Optional.empty() : Optional.of(to.mac())));
    }

    /** What of a device's message goes to the IP network. */
    Optional<Outward> outward(Npdu message, InetSocketAddress device) {
        Npdu.Place to = message.destination().orElse(null);
        if (to == null || message.isForRouters() || to.network() != IP_NETWORK && to.network() != Npdu.GLOBAL) {
            return Optional.empty();
        }
        boolean all = to.mac().length == 0;
        Npdu outside = new Npdu(
                message.control(),
                all ? message.destination() : Optional.empty(),
                Optional.of(new Npdu.Place(network, mac(device))),
                message.content());
        return Optional.of(new Outward(outside.bytes(), all ? Optional.empty() : Optional.of(address(to.mac()))));
    }

    /** The answer to a Who-Is-Router-To-Network that asks for this one, or for any. */
    Optional<byte[]> introduction(Npdu message) {
        byte[] content = message.content();
        boolean asked = message.isForRouters()
                && content.length > 0
                && content[0] == WHO_IS_ROUTER
                && (content.length < 3 || ((content[1] & 0xFF) << 8 | content[2] & 0xFF) == network);
        return asked
                ? Optional.of(new byte[] {1, (byte) 0x80, I_AM_ROUTER, (byte) (network >> 8), (byte) network})
                : Optional.empty();
    }

    static byte[] mac(InetSocketAddress address) {
        return IpNetworkUtils.toOctetString(address).getBytes();
    }

    static InetSocketAddress address(byte[] mac) {
        return IpNetworkUtils.getInetSocketAddress(new com.serotonin.bacnet4j.type.primitive.OctetString(mac));
    }

    static boolean isAt(InetSocketAddress device, byte[] mac) {
        return Arrays.equals(mac(device), mac);
    }
}
