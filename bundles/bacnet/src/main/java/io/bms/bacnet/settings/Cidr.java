// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import java.net.Inet4Address;

/** A block of IPv4 addresses, as in 10.0.0.0/8. Thread: any. */
public record Cidr(int network, int prefix) {
    public Cidr {
        network &= mask(prefix);
    }

    /** @throws IllegalArgumentException unless {@code text} is {@code a.b.c.d} or {@code a.b.c.d/n} */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        int prefix = slash < 0 ? 32 : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("prefix length " + prefix + " is not in 0..32");
        }
        return new Cidr(IpAddress.toInt(IpAddress.parse(host)), prefix);
    }

    public boolean contains(Inet4Address address) {
        return (IpAddress.toInt(address) & mask(prefix)) == network;
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }
}
