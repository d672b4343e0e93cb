// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where a port listens, as a cfg file names it. A name is looked up, which blocks. Thread: any. */
public final class BindAddress {
    private BindAddress() {}

    /** @throws UnusableSetting it is empty, or a name that has no address: nothing can listen there */
    public static void require(String key, String address) {
        if (addresses(address).length == 0) {
            throw new UnusableSetting(key, address, "use 127.0.0.1 or an address of this machine");
        }
    }

    /**
     * Whether only this machine can reach it: whatever the name stands for is a loopback address. If it cannot be
     * looked up, nobody knows that.
     */
    public static boolean isLoopback(String address) {
        InetAddress[] all = addresses(address);
        return all.length > 0 && Arrays.stream(all).allMatch(InetAddress::isLoopbackAddress);
    }

    /** Java takes no name at all for a loopback address, and those who listen take it for every address. */
    private static InetAddress[] addresses(String address) {
        try {
            return address.isBlank() ? new InetAddress[0] : InetAddress.getAllByName(address);
        } catch (UnknownHostException e) {
            return new InetAddress[0];
        }
    }
}
