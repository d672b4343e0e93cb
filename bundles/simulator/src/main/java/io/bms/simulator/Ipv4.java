// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;

/** Arithmetic on IPv4 addresses, and which broadcast address reaches one of them. */
final class Ipv4 {
    private Ipv4() {}

    /** The next address that a host may have in the usual networks: those ending in 0 and 255 are left out. */
    static Inet4Address next(Inet4Address address) {
        byte[] bytes = address.getAddress();
        do {
            for (int i = bytes.length - 1; i >= 0 && ++bytes[i] == 0; i--) {
                // Carries into the byte before.
            }
        } while (bytes[3] == 0 || bytes[3] == (byte) 255);
        try {
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }

    /** Empty if no interface has the address, and so a device cannot have it. */
    static Optional<Inet4Address> broadcastOf(InetAddress address) {
        try {
            if (address.isLoopbackAddress()) {
                return Optional.of((Inet4Address) InetAddress.getByAddress(new byte[] {127, -1, -1, -1}));
            }
            NetworkInterface owner = NetworkInterface.getByInetAddress(address);
            return Optional.ofNullable(owner).stream()
                    .flatMap(network -> network.getInterfaceAddresses().stream())
                    .filter(configured -> configured.getAddress().equals(address))
                    .map(InterfaceAddress::getBroadcast)
                    .filter(Objects::nonNull)
                    .map(Inet4Address.class::cast)
                    .findFirst();
        } catch (SocketException | UnknownHostException e) {
            return Optional.empty();
        }
    }
}
