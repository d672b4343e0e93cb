// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.bacnet.Loopback;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.bacnet.settings.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class LocalAddressesTest {
    private List<InterfaceCheck.Interface> interfaces = List.of();

    private static List<InterfaceCheck.Interface> one(String address, String broadcast) throws Exception {
        return List.of(new InterfaceCheck.Interface(
                "eth0", IpAddress.parse(address), Optional.of(InetAddress.getByName(broadcast)), 24, true));
    }

    private LocalAddresses addresses(String bind) throws IOException {
        BacnetSettings usual = Loopback.settings(bind, 47808);
        return new LocalAddresses(
                new BacnetSettings(
                        usual.bind(),
                        47808,
                        Optional.empty(),
                        1,
                        300,
                        0,
                        32,
                        List.of(),
                        Loopback.COV,
                        Optional.empty(),
                        BacnetSettings.NetworkName.DEFAULT,
                        BacnetSettings.RequestRates.NONE,
                        InboundSettings.NONE),
                () -> interfaces);
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(address, 47808);
    }

    @Test
    public void refresh_addressComesLateAndChanges_isOwnAndItsBroadcastUsed() throws Exception {
        LocalAddresses addresses = addresses("0.0.0.0");
        assertEquals(at("255.255.255.255"), addresses.broadcast());
        interfaces = one("10.20.0.5", "10.20.0.255");
        addresses.refresh();
        assertTrue(addresses.isOwn(at("10.20.0.5")));
        assertEquals(at("10.20.0.255"), addresses.broadcast());
        interfaces = one("10.30.0.5", "10.30.0.255");
        addresses.refresh();
        assertFalse(addresses.isOwn(at("10.20.0.5")));
        assertTrue(addresses.isOwn(at("10.30.0.5")));
        assertEquals(at("10.30.0.255"), addresses.broadcast());
    }

    @Test
    public void refresh_boundToOneAddress_staysAsItIs() throws Exception {
        interfaces = one("10.20.0.5", "10.20.0.255");
        LocalAddresses addresses = addresses("10.20.0.5");
        interfaces = List.of();
        addresses.refresh();
        assertTrue(addresses.isOwn(at("10.20.0.5")));
        assertEquals("that a socket listens on", at("10.20.0.255"), addresses.broadcast());
    }
}
