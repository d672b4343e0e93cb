// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.type.constructed.Address;
import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.settings.IpAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * A device's address in the library's terms. Thread: any.
 *
 * @param where as the rest of the gateway writes it
 * @param link where packets for it are sent: the device itself, or its router
 * @param address the library's form
 */
public record Target(DeviceAddress where, InetSocketAddress link, Address address) {
    /** @throws IllegalArgumentException when the host is no IPv4 address or the MAC address not in hex */
    public static Target of(DeviceAddress where) {
        InetSocketAddress link = new InetSocketAddress(IpAddress.parse(where.host()), where.port());
        Address address = where.network().isPresent()
                ? new Address(
                        where.network().getAsInt(),
                        HexFormat.of().parseHex(where.mac().orElseThrow()))
                : new Address(IpAddress.toMac(link));
        return new Target(where, link, address);
    }

    /** The network behind the router, if it is behind one. */
    public OptionalInt route() {
        return where.network();
    }
}
