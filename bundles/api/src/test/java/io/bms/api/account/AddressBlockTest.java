// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.Test;

public final class AddressBlockTest {
    @Test
    public void of_whatPeopleWrite_isTheFirstAddressAndTheBits() {
        Map.of(
                        "10.1.2.3/8", "10.0.0.0/8",
                        "192.0.2.7", "192.0.2.7/32",
                        "0.0.0.0/0", "0.0.0.0/0",
                        " 172.16.31.255/20 ", "172.16.16.0/20",
                        "2001:db8::1", "2001:db8:0:0:0:0:0:0/64",
                        "fd00:1:2:3::/48", "fd00:1:2:0:0:0:0:0/48")
                .forEach((written, meant) ->
                        assertEquals(meant, AddressBlock.of(written).text()));
    }

    @Test
    public void of_whatIsNoBlock_isRefused() {
        for (String wrong : List.of(
                "", "engine.local", "10.0.0.0/33", "10.0.0.256", "fd00::/65", "1.2.3", "10.0.0.0/", "/8", ":::/8")) {
            assertThrows(wrong, IllegalArgumentException.class, () -> AddressBlock.of(wrong));
        }
    }

    @Test
    public void contains_addresses_byTheirBits() {
        assertContains("10.0.0.0/8", "10.255.0.1", true);
        assertContains("10.0.0.0/8", "11.0.0.1", false);
        assertContains("172.16.16.0/20", "172.16.31.1", true);
        assertContains("172.16.16.0/20", "172.16.32.1", false);
        assertContains("192.0.2.7/32", "192.0.2.6", false);
        assertContains("0.0.0.0/0", "198.51.100.1", true);
        assertContains("0.0.0.0/0", "2001:db8::1", false);
        assertContains("2001:db8::/32", "2001:db8:ffff::1", true);
        assertContains("2001:db8::/32", "2001:db9::1", false);
        assertContains("0.0.0.0/0", "no address", false);
    }

    private static void assertContains(String block, String address, boolean expected) {
        assertEquals(block + " " + address, expected, AddressBlock.of(block).contains(ClientAddress.of(address)));
    }
}
