// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a device is reached.
 *
 * @param host IPv4 address in dotted form: the device's own, or its router's
 * @param port UDP port
 * @param network BACnet network number behind a router, if any
 * @param mac MAC address on that network in hex, as in {@code 0a}
 */
public record DeviceAddress(String host, int port, OptionalInt network, Optional<String> mac) {
    public DeviceAddress {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(mac, "mac");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not in 1..65535");
        }
        if (network.isPresent() != mac.isPresent()) {
            throw new IllegalArgumentException("a network number and a MAC address come together");
        }
    }

    /** A device directly on the IP network. */
    public static DeviceAddress direct(String host, int port) {
        return new DeviceAddress(host, port, OptionalInt.empty(), Optional.empty());
    }

    /** Whether the same device is there: behind routers, whichever of them leads to it (ASHRAE 135, 6.2.2). */
    public boolean isSamePlace(DeviceAddress other) {
        return network.isPresent() ? network.equals(other.network) && mac.equals(other.mac) : equals(other);
    }

    @Override
    public String toString() {
        String ip = host + ":" + port;
        return network.isPresent() ? ip + " net " + network.getAsInt() + " mac " + mac.get() : ip;
    }
}
