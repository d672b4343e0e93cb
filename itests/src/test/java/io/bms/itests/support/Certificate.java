// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1 that nobody but the test trusts, in a key store as an operator makes one. */
public final class Certificate {
    private static final String PASSWORD = "password of the key store";

    private final Path keyStore;
    private final Path passwordFile;

    private Certificate(Path keyStore, Path passwordFile) {
        this.keyStore = keyStore;
        this.passwordFile = passwordFile;
    }

    /** Makes one with the JDK's keytool; {@code name} tells it from others of the same run. */
    public static Certificate make(String name) {
        try {
            Path folder = Files.createDirectories(Distribution.work().resolve("certificate-" + name));
            Path keyStore = folder.resolve("web.p12");
            Files.deleteIfExists(keyStore);
            Run.toEnd(
                    folder,
                    Map.of(),
                    Duration.ofSeconds(30),
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "web",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=gateway",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            keyStore.toString(),
                            "-storepass",
                            PASSWORD));
            return new Certificate(keyStore, Files.writeString(folder.resolve("password"), PASSWORD + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path keyStore() {
        return keyStore;
    }

    public Path passwordFile() {
        return passwordFile;
    }

    /** For clients that trust this certificate and no other. */
    public SSLContext trusting() {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore made = KeyStore.getInstance("PKCS12");
            made.load(in, PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("web", made.getCertificate("web"));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError("the key store " + keyStore + " cannot be read", e);
        }
    }
}
