// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * From where somebody comes, as far as shares and limits go: an IPv4 address, or the first 64 bits of an IPv6 address,
 * since whoever has one IPv6 address has 2^64 of them (RFC 6177).
 *
 * @param share equal for all addresses that are counted as one
 */
public record ClientAddress(String share) {
    /** Nothing else is looked at as an address, so no name server is ever asked. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]{2,45}");

    private static final int HALF = 8;
    private static final int LONGEST = 45;

    public ClientAddress {
        if (share.isBlank() || share.length() > LONGEST) {
            throw new IllegalArgumentException("an address has 1 to " + LONGEST + " characters");
        }
    }

    /**
     * Whose share an address takes, from its textual form without brackets and scope; whatever is no address shares
     * one.
     */
    public static ClientAddress of(String text) {
        String bare = text.replaceAll("^\\[|]$|%.*$", "");
        if (!LITERAL.matcher(bare).matches()) {
            return new ClientAddress("unknown");
        }
        try {
            return of(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return new ClientAddress("unknown");
        }
    }

    public static ClientAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length <= HALF || address.isLoopbackAddress()) {
            return new ClientAddress(address.getHostAddress());
        }
        try {
            byte[] network = Arrays.copyOf(Arrays.copyOf(bytes, HALF), bytes.length);
            return new ClientAddress(InetAddress.getByAddress(network).getHostAddress() + "/64");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an IPv6 address", e);
        }
    }

    /** Whether it is of the machine that the gateway runs on. */
    public boolean isThisMachine() {
        return share.startsWith("127.") || share.equals("0:0:0:0:0:0:0:1");
    }

    /** Whether it is the loopback address that a program on this machine has, unless it asks for another. */
    public boolean isLocalhost() {
        return share.equals("127.0.0.1") || share.equals("0:0:0:0:0:0:0:1");
    }
}
