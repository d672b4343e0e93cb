// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

public class BindAddressTest {
    /** By RFC 6761 a name that no resolver knows. */
    private static final String UNKNOWN = "nobody.invalid";

    @Test
    public void isLoopback_addressesAndNames() {
        for (String here : List.of("127.0.0.1", "127.9.8.7", "::1", "[::1]", "localhost")) {
            assertTrue(here, BindAddress.isLoopback(here));
        }
        for (String reached : List.of("0.0.0.0", "::", "192.168.1.5", "", " ", UNKNOWN)) {
            assertFalse(reached, BindAddress.isLoopback(reached));
        }
    }

    @Test
    public void require_whereNothingCanListen_isRefusedWithWhatToWrite() {
        for (String nowhere : List.of("", " ", UNKNOWN, "127.0.0.1.5", "300.1.1.1")) {
            UnusableSetting refused =
                    assertThrows(nowhere, UnusableSetting.class, () -> BindAddress.require("bindAddress", nowhere));
            assertTrue(refused.getMessage(), refused.getMessage().contains("127.0.0.1"));
        }
        BindAddress.require("bindAddress", "0.0.0.0");
    }
}
