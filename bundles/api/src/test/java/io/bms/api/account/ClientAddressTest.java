// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public final class ClientAddressTest {
    @Test
    public void of_ipv6_countsANetworkAsOne() {
        assertEquals(ClientAddress.of("2001:db8:1:2::1"), ClientAddress.of("2001:db8:1:2:ffff:1:2:3"));
        assertEquals(ClientAddress.of("[2001:db8:1:2::1]"), ClientAddress.of("2001:db8:1:2::9%eth0"));
        assertNotEquals(ClientAddress.of("2001:db8:1:2::1"), ClientAddress.of("2001:db8:1:3::1"));
    }

    @Test
    public void of_ipv4_countsEach() {
        assertEquals(ClientAddress.of("192.0.2.1"), ClientAddress.of("::ffff:192.0.2.1"));
        assertNotEquals(ClientAddress.of("192.0.2.1"), ClientAddress.of("192.0.2.2"));
    }

    @Test
    public void of_whatIsNoAddress_isOneAndNotThisMachine() {
        assertEquals(ClientAddress.of("localhost"), ClientAddress.of("x".repeat(1000)));
        assertEquals(ClientAddress.of(""), ClientAddress.of("999.1.1.1"));
        assertFalse(ClientAddress.of("localhost").isThisMachine());
    }

    @Test
    public void isThisMachine_loopbackOnly() {
        assertTrue(ClientAddress.of("127.0.0.1").isThisMachine());
        assertTrue(ClientAddress.of("127.9.9.9").isThisMachine());
        assertTrue(ClientAddress.of("::1").isThisMachine());
        assertFalse(ClientAddress.of("::2").isThisMachine());
        assertFalse(ClientAddress.of("192.0.2.127").isThisMachine());
    }

    @Test
    public void isLocalhost_whatTheSystemGivesOnly() {
        assertTrue(ClientAddress.of("127.0.0.1").isLocalhost());
        assertTrue(ClientAddress.of("::1").isLocalhost());
        assertFalse(ClientAddress.of("127.9.9.9").isLocalhost());
        assertFalse(ClientAddress.of("192.0.2.127").isLocalhost());
    }
}
