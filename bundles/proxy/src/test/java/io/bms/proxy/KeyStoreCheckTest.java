// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class KeyStoreCheckTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void fault_storeAndPasswordOfAnEditor_isNone() throws Exception {
        Path store = folder.getRoot().toPath().resolve("web.p12");
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        try (var out = Files.newOutputStream(store)) {
            empty.store(out, "secret".toCharArray());
        }
        assertEquals(Optional.empty(), KeyStoreCheck.fault(settings(store, "\ufeffsecret \r\n")));
        assertTrue(KeyStoreCheck.fault(settings(store, "other")).isPresent());
        assertTrue(KeyStoreCheck.fault(settings(store, "\n")).orElseThrow().contains("its first line is empty"));
    }

    @Test
    public void fault_noSuchFile_isASentenceAndThePortOpensForThisMachineOnly() throws Exception {
        ProxySettings settings = settings(Path.of("/nowhere/web.p12 # x"), "secret");
        String fault = KeyStoreCheck.fault(settings).orElseThrow();
        assertTrue(fault, fault.contains("/nowhere/web.p12 # x") && fault.contains("keyStorePasswordFile"));
        assertEquals("127.0.0.1", settings.closed().bindAddress());
        assertEquals(Optional.empty(), settings.closed().keyStore());
        assertEquals(Optional.empty(), settings.closed().warning());
    }

    private ProxySettings settings(Path store, String password) throws Exception {
        Path file = folder.getRoot().toPath().resolve("password");
        Files.writeString(file, password);
        return ProxySettings.of(
                Configs.of(
                        ProxyConfig.class,
                        Map.of(
                                "bindAddress", "0.0.0.0",
                                "keyStore", store.toString(),
                                "keyStorePasswordFile", file.toString())),
                Path.of("data"));
    }
}
