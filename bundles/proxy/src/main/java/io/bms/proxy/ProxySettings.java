// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.settings.BindAddress;
import io.bms.settings.UnusableSetting;
import io.bms.tls.TlsFiles;
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
 * @param tls the certificate and key with which the port speaks TLS; {@link TlsFiles#NONE} without
 * @param keyStore the same in another form; never both
 * @param tlsEndsBefore something before the port does, and may be believed what it says in X-Forwarded headers
 * @param passForeignCredentials whether an external broker's own users reach it through this port
 * @param names in lower case, by which browsers reach it beside its addresses and the machine's own
 */
record ProxySettings(
        String bindAddress,
        int port,
        TlsFiles tls,
        Optional<KeyStoreFile> keyStore,
        boolean tlsEndsBefore,
        Set<String> names,
        boolean passForeignCredentials,
        int maxConnections) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    ProxySettings {
        Objects.requireNonNull(bindAddress, "bindAddress");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(keyStore, "keyStore");
        if (keyStore.isPresent() && !tls.equals(TlsFiles.NONE)) {
            throw new IllegalArgumentException("certificateFile and keyStore are both set; set one of them");
        }
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

    /** @param data the data folder */
    static ProxySettings of(ProxyConfig config, Path data) {
        String address = config.bindAddress().strip();
        BindAddress.require("bindAddress", address);
        return new ProxySettings(
                address,
                config.port(),
                TlsFiles.served("", config.certificateFile(), config.keyFile(), data),
                keyStore(config),
                config.tlsEndsBefore(),
                names(config),
                config.passForeignCredentials(),
                config.maxConnections());
    }

    /** The same, for this machine only and without TLS. */
    ProxySettings closed() {
        return new ProxySettings(
                "127.0.0.1",
                port,
                TlsFiles.NONE,
                Optional.empty(),
                false,
                names,
                passForeignCredentials,
                maxConnections);
    }

    /** What an operator must be told, if anything: passwords would cross a network in the clear. */
    Optional<String> warning() {
        if (isEncrypted() || tlsEndsBefore || BindAddress.isLoopback(bindAddress)) {
            return Optional.empty();
        }
        return Optional.of(
                "The web port listens on " + bindAddress + " without encryption, so passwords can be read on the"
                        + " network. Set certificateFile=own (BMS_HTTP_CERTIFICATE_FILE), or the files of a certificate, or keyStore"
                        + " (BMS_HTTP_KEYSTORE), or tlsEndsBefore=true (BMS_HTTP_TLS_ENDS_BEFORE)"
                        + " where a program before it encrypts.");
    }

    boolean isEncrypted() {
        return keyStore.isPresent() || !tls.equals(TlsFiles.NONE);
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
