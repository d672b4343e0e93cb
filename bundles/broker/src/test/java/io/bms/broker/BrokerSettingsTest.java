// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class BrokerSettingsTest {
    @Test
    public void constructor_badValue_namesKeyValueAndWhatIsAllowed() {
        assertMessage("tcpPort = 0 is not allowed; use 1 to 65535", "127.0.0.1", 0, 8083);
        assertMessage("webSocketPort = 70000 is not allowed; use 1 to 65535", "127.0.0.1", 1883, 70_000);
        assertMessage("tcpPort and webSocketPort are both 1883; use two ports", "127.0.0.1", 1883, 1883);
        assertMessage("bindAddress is blank; use 127.0.0.1 or an address of this machine", " ", 1883, 8083);
    }

    @Test
    public void warning_whoeverIsOnTheNetworkCanRead_isThere() {
        for (String address : List.of("127.0.0.1", "127.0.0.9", "::1", "localhost")) {
            assertEquals(address, Optional.empty(), listeningOn(address).warning());
        }
        for (String address : List.of("0.0.0.0", "::", "192.0.2.1")) {
            String warning = listeningOn(address).warning().orElseThrow();
            assertTrue(warning, warning.startsWith("the MQTT broker listens on " + address + " without encryption"));
        }
    }

    private static BrokerSettings listeningOn(String address) {
        return new BrokerSettings(address, 1883, 8083, Optional.empty(), false, Path.of("x"), BrokerLimits.DEFAULTS);
    }

    private static void assertMessage(String message, String address, int tcp, int webSocket) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new BrokerSettings(
                                        address,
                                        tcp,
                                        webSocket,
                                        Optional.empty(),
                                        false,
                                        Path.of("x"),
                                        BrokerLimits.DEFAULTS))
                        .getMessage());
    }
}
