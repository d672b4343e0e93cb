// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.text.PasswordFile;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;

/** Whether the key store can be used at all; Jetty would leave the port closed without a word. */
final class KeyStoreCheck {
    private KeyStoreCheck() {}

    /** What to tell an operator, where there is a key store that cannot be used. Reads its files. */
    static Optional<String> fault(ProxySettings settings) {
        return settings.keyStore().flatMap(store -> {
            try {
                char[] password = PasswordFile.read(store.passwordFile()).toCharArray();
                KeyStore.getInstance(store.path().toFile(), password);
                return Optional.empty();
            } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
                return Optional.of("keyStore = " + store.path() + " with the password in " + store.passwordFile()
                        + " cannot be used (" + e.getMessage() + "); put right keyStore and keyStorePasswordFile in"
                        + " io.bms.proxy.cfg. Until then the web port listens on 127.0.0.1 only, without TLS");
            }
        });
    }
}
