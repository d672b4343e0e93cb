// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.tls.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/**
 * Keys for TLS at 127.0.0.1, two of elliptic curves and one of RSA, made anew; while a test class runs, this JVM trusts
 * the first one only.
 */
public final class TlsKeys extends ExternalResource {
    public static final String TRUSTED = "trusted";
    public static final String STRANGER = "stranger";
    public static final String RSA = "rsa";
    private static final String PASSWORD = "only for this test";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    private final TemporaryFolder folder = new TemporaryFolder();

    /** The store of one key; its alias is its name. */
    public KeyStore store(String name) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(file(name).toFile(), password());
    }

    public char[] password() {
        return PASSWORD.toCharArray();
    }

    /** A PEM file of the key's certificate, which nobody else has signed. */
    public Path certificate(String name) throws IOException, GeneralSecurityException {
        return write(
                name + ".crt",
                pem("CERTIFICATE", store(name).getCertificate(name).getEncoded()));
    }

    /** A PEM file of the key itself, as PKCS #8. */
    public Path key(String name) throws IOException, GeneralSecurityException {
        return write(
                name + ".key",
                pem("PRIVATE KEY", store(name).getKey(name, password()).getEncoded()));
    }

    public static String pem(String kind, byte[] content) {
        return Pem.text(kind, content);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.getRoot().toPath().resolve(name), text);
    }

    @Override
    protected void before() throws IOException, InterruptedException {
        folder.create();
        for (String name : List.of(TRUSTED, STRANGER, RSA)) {
            make(name);
        }
        System.setProperty(TRUST_STORE, file(TRUSTED).toString());
        System.setProperty(TRUST_STORE_PASSWORD, PASSWORD);
    }

    @Override
    protected void after() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
        folder.delete();
    }

    private void make(String name) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file(name).toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        name,
                        "-keyalg",
                        name.equals(RSA) ? "RSA" : "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new UncheckedIOException(new IOException("keytool made no key"));
        }
    }

    private Path file(String name) {
        return folder.getRoot().toPath().resolve(name + ".p12");
    }
}
