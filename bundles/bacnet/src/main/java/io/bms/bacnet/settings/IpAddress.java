// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** IPv4 addresses as BACnet/IP writes them: four bytes, with the port six. Never asks a name server. Thread: any. */
public final class IpAddress {
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private IpAddress() {}

    /** @throws IllegalArgumentException unless {@code text} is a dotted IPv4 address */
    public static Inet4Address parse(String text) {
        if (!DOTTED.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 address like 192.168.1.20");
        }
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 address like 192.168.1.20", e);
        }
    }

    /** @throws IllegalArgumentException unless {@code text} is {@code a.b.c.d} or {@code a.b.c.d:port} */
    public static InetSocketAddress parse(String text, int defaultPort) {
        int colon = text.indexOf(':');
        try {
            return new InetSocketAddress(
                    parse(colon < 0 ? text : text.substring(0, colon)),
                    colon < 0 ? defaultPort : Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no port number like 47808", e);
        }
    }

    public static int toInt(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    /** The BACnet/IP MAC address: four bytes of address, two of port (ASHRAE 135, J.1.2). */
    public static byte[] toMac(InetSocketAddress address) {
        return ByteBuffer.allocate(6)
                .put(address.getAddress().getAddress())
                .putShort((short) address.getPort())
                .array();
    }

    public static InetSocketAddress fromMac(byte[] mac) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(java.util.Arrays.copyOf(mac, 4)),
                    Short.toUnsignedInt(ByteBuffer.wrap(mac, 4, 2).getShort()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
