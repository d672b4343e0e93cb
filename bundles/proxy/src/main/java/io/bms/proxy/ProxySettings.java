// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The configuration, checked.
 *
 * @param keyStore with it the port speaks TLS
 * @param tlsEndsBefore something before the port does, and may be believed what it says in X-Forwarded headers
 */
record ProxySettings(
        String bindAddress, int port, Optional<KeyStoreFile> keyStore, boolean tlsEndsBefore, int maxConnections) {
    ProxySettings {
        Objects.requireNonNull(bindAddress, "bindAddress");
        Objects.requireNonNull(keyStore, "keyStore");
        require("port", port, 1, 65_535);
        require("maxConnections", maxConnections, 1, 5_000);
    }

    /** A key store and where its password is. */
    record KeyStoreFile(Path path, Path passwordFile) {}

    static ProxySettings of(ProxyConfig config) {
        String address = config.bindAddress().strip();
        isLoopback(address);
        return new ProxySettings(
                address, config.port(), keyStore(config), config.tlsEndsBefore(), config.maxConnections());
    }

    /** The same, for this machine only and without TLS. */
    ProxySettings closed() {
        return new ProxySettings("127.0.0.1", port, Optional.empty(), false, maxConnections);
    }

    /** What an operator must be told, if anything: passwords would cross a network in the clear. */
    Optional<String> warning() {
        if (keyStore.isPresent() || tlsEndsBefore || isLoopback(bindAddress)) {
            return Optional.empty();
        }
        return Optional.of(
                "The web port listens on " + bindAddress + " without encryption, so passwords can be read on the"
                        + " network. Set keyStore (BMS_HTTP_KEYSTORE), or tlsEndsBefore=true (BMS_HTTP_TLS_ENDS_BEFORE)"
                        + " where a program before it encrypts.");
    }

    private static boolean isLoopback(String bindAddress) {
        try {
            return InetAddress.getByName(bindAddress).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "bindAddress = " + bindAddress + " is not an address of this machine", e);
        }
    }

    private static Optional<KeyStoreFile> keyStore(ProxyConfig config) {
        String path = config.keyStore().strip();
        String passwordFile = config.keyStorePasswordFile().strip();
        if (path.isEmpty()) {
            return Optional.empty();
        }
        if (passwordFile.isEmpty()) {
            throw new IllegalArgumentException(
                    "keyStorePasswordFile is empty; set it to the file whose first line is the password of " + path);
        }
        return Optional.of(new KeyStoreFile(Path.of(path), Path.of(passwordFile)));
    }

    private static void require(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + " = " + value + " is not allowed; use " + min + " to " + max);
        }
    }
}
