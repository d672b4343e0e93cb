// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.settings.BindAddress;
import io.bms.settings.UnusableSetting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration, checked.
 *
 * @param keyStore with it the port speaks TLS
 * @param tlsEndsBefore something before the port does, and may be believed what it says in X-Forwarded headers
 * @param names in lower case, by which browsers reach it beside its addresses and the machine's own
 */
record ProxySettings(
        String bindAddress,
        int port,
        Optional<KeyStoreFile> keyStore,
        boolean tlsEndsBefore,
        Set<String> names,
        int maxConnections) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    ProxySettings {
        Objects.requireNonNull(bindAddress, "bindAddress");
        Objects.requireNonNull(keyStore, "keyStore");
        names = Set.copyOf(names);
        names.stream().filter(name -> !NAME.matcher(name).matches()).findAny().ifPresent(name -> {
            throw new UnusableSetting(
                    "names",
                    name,
                    "'" + name
                            + "' is no name; list names such as bms.example.com, without scheme and port, with commas");
        });
        UnusableSetting.unlessWithin("port", port, 1, 65_535);
        UnusableSetting.unlessWithin("maxConnections", maxConnections, 1, 5_000);
    }

    /** A key store and where its password is. */
    record KeyStoreFile(Path path, Path passwordFile) {}

    static ProxySettings of(ProxyConfig config) {
        String address = config.bindAddress().strip();
        BindAddress.require("bindAddress", address);
        return new ProxySettings(
                address,
                config.port(),
                keyStore(config),
                config.tlsEndsBefore(),
                names(config),
                config.maxConnections());
    }

    /** The same, for this machine only and without TLS. */
    ProxySettings closed() {
        return new ProxySettings("127.0.0.1", port, Optional.empty(), false, names, maxConnections);
    }

    /** What an operator must be told, if anything: passwords would cross a network in the clear. */
    Optional<String> warning() {
        if (keyStore.isPresent() || tlsEndsBefore || BindAddress.isLoopback(bindAddress)) {
            return Optional.empty();
        }
        return Optional.of(
                "The web port listens on " + bindAddress + " without encryption, so passwords can be read on the"
                        + " network. Set keyStore (BMS_HTTP_KEYSTORE), or tlsEndsBefore=true (BMS_HTTP_TLS_ENDS_BEFORE)"
                        + " where a program before it encrypts.");
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

    private static Set<String> names(ProxyConfig config) {
        return Arrays.stream(config.names().split("[,\\s]+"))
                .filter(name -> !name.isEmpty())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
