// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public final class ProxySettingsTest {
    @Test
    public void warning_reachableWithoutEncryption_saysWhatToSet() {
        for (String address : new String[] {"0.0.0.0", "192.0.2.1", "::"}) {
            String warning = settings(Map.of("bindAddress", address)).warning().orElseThrow();
            assertTrue(warning, warning.startsWith("The web port listens on " + address + " without encryption"));
            assertTrue(warning, warning.contains("BMS_HTTP_KEYSTORE"));
        }
    }

    @Test
    public void warning_encryptedOrOnThisMachineOnly_isNone() {
        assertEquals(Optional.empty(), settings(Map.of()).warning());
        assertEquals(Optional.empty(), settings(Map.of("bindAddress", "::1")).warning());
        assertEquals(
                Optional.empty(),
                settings(Map.of("bindAddress", "0.0.0.0", "tlsEndsBefore", true))
                        .warning());
        assertEquals(
                Optional.empty(),
                settings(Map.of("bindAddress", "0.0.0.0", "keyStore", "web.p12", "keyStorePasswordFile", "password"))
                        .warning());
    }

    @Test
    public void certificateFile_own_isThatOfTheGateway() {
        ProxySettings own = settings(Map.of("bindAddress", "0.0.0.0", "certificateFile", "own"));
        Path file = Path.of("data/certificate/gateway.pem");
        assertEquals(new TlsFiles(Optional.empty(), Optional.of(file), Optional.of(file)), own.tls());
        assertEquals(Optional.empty(), own.warning());
        assertThrows(
                IllegalArgumentException.class, () -> settings(Map.of("certificateFile", "own", "keyFile", "x.key")));
        assertThrows(
                IllegalArgumentException.class,
                () -> settings(Map.of("certificateFile", "own", "keyStore", "x", "keyStorePasswordFile", "y")));
    }

    private static ProxySettings settings(Map<String, Object> given) {
        return ProxySettings.of(Configs.of(ProxyConfig.class, given), Path.of("data"));
    }
}
