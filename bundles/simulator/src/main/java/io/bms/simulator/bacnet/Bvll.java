// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** The BACnet/IP wrapping of a message (ASHRAE 135 annex J): who sent it, and the network message inside. */
record Bvll(InetSocketAddress from, byte[] npdu) {
    static final int UNICAST = 0x0A;
    static final int BROADCAST = 0x0B;

    private static final byte TYPE = (byte) 0x81;
    private static final int FORWARDED = 0x04;
    private static final int HEADER = 4;
    private static final int ADDRESS = 6;

    /** Empty for what is not a message to a device: other protocols, cut datagrams, the management of BBMDs. */
    static Optional<Bvll> parse(byte[] datagram, InetSocketAddress sender) throws UnknownHostException {
        if (datagram.length <= HEADER || datagram[0] != TYPE || unsigned16(datagram, 2) != datagram.length) {
            return Optional.empty();
        }
        switch (datagram[1]) {
            case UNICAST, BROADCAST -> {
                return Optional.of(new Bvll(sender, Arrays.copyOfRange(datagram, HEADER, datagram.length)));
            }
            case FORWARDED -> {
                if (datagram.length <= HEADER + ADDRESS) {
                    return Optional.empty();
                }
                InetAddress host = InetAddress.getByAddress(Arrays.copyOfRange(datagram, HEADER, HEADER + 4));
                InetSocketAddress origin = new InetSocketAddress(host, unsigned16(datagram, HEADER + 4));
                return Optional.of(new Bvll(origin, Arrays.copyOfRange(datagram, HEADER + ADDRESS, datagram.length)));
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    static byte[] wrap(int function, byte[] npdu) {
        byte[] datagram = new byte[HEADER + npdu.length];
        datagram[0] = TYPE;
        datagram[1] = (byte) function;
        datagram[2] = (byte) (datagram.length >> 8);
        datagram[3] = (byte) datagram.length;
        System.arraycopy(npdu, 0, datagram, HEADER, npdu.length);
        return datagram;
    }

    private static int unsigned16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
