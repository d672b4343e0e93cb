// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IP addresses in CIDR notation: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one IPv4 address.
 *
 * @param text its first address, a slash, and how many bits are fixed; of IPv6 at most 64, the share of one {@link
 *     ClientAddress}
 */
public record AddressBlock(String text) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:]{2,39})(?:/([0-9]{1,3}))?");
    private static final int IPV4_BYTES = 4;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 64;

    public AddressBlock {
        text = Parsed.of(text).inWords();
    }

    /** @throws IllegalArgumentException saying what is allowed */
    public static AddressBlock of(String text) {
        return new AddressBlock(text);
    }

    /** Whether an address is in it; one that is not known is in none. */
    public boolean contains(ClientAddress address) {
        Matcher form = FORM.matcher(address.share());
        return form.matches() && Parsed.of(text).contains(bytes(form.group(1)));
    }

    private record Parsed(byte[] first, int bits) {
        static Parsed of(String text) {
            Matcher form = FORM.matcher(text.strip());
            if (!form.matches()) {
                throw wrong(text);
            }
            byte[] address = bytes(form.group(1));
            boolean ipv4 = address.length == IPV4_BYTES;
            int most = ipv4 ? IPV4_BITS : IPV6_BITS;
            int bits = form.group(2) == null ? most : Integer.parseInt(form.group(2));
            if (bits > most) {
                throw wrong(text);
            }
            for (int bit = bits; bit < address.length * Byte.SIZE; bit++) {
                address[bit / Byte.SIZE] &= (byte) ~(1 << 7 - bit % Byte.SIZE);
            }
            return new Parsed(address, bits);
        }

        boolean contains(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                if (((address[bit / Byte.SIZE] ^ first[bit / Byte.SIZE]) >> 7 - bit % Byte.SIZE & 1) != 0) {
                    return false;
                }
            }
            return true;
        }

        String inWords() {
            try {
                return InetAddress.getByAddress(first).getHostAddress() + "/" + bits;
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address has 4 or 16 bytes", e);
            }
        }
    }

    /** No name server is asked: what matches {@link #FORM} is no name. */
    private static byte[] bytes(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw wrong(literal);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "'" + text
                        + "' is no block of addresses; use one as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32 (at most 64 bits of IPv6)");
    }

    @Override
    public String toString() {
        return text;
    }
}
