// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.tls.CertificateAuthority;
import io.bms.tls.Names;
import io.bms.tls.Pem;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A CA of a test, which leaves PEM files in a folder. */
public final class TestAuthority {
    private static final String PASSWORD = "only for this test";

    private final Path folder;
    private final CertificateAuthority authority;

    /** A certificate, and the files with it and its key. */
    public record Signed(X509Certificate certificate, Path certificateFile, Path keyFile) {}

    public TestAuthority(Path folder, String name) throws GeneralSecurityException, IOException {
        this.folder = folder;
        this.authority = CertificateAuthority.selfSigned(
                name, Instant.now().minus(Duration.ofDays(2)), Instant.now().plus(Duration.ofDays(2000)));
        Files.writeString(
                caFile(), Pem.text("CERTIFICATE", authority.certificate().getEncoded()));
    }

    /** Its own certificate. */
    public Path caFile() {
        return folder.resolve(authority.certificate().getSubjectX500Principal().getName() + ".crt");
    }

    /** For the server 127.0.0.1, good for a year. */
    public Signed server(String name) throws GeneralSecurityException, IOException {
        return sign(name, new Names(Set.of(), Set.of("127.0.0.1"), Set.of()), Duration.ofDays(365));
    }

    /** @param uri its alternative name */
    public Signed client(String name, String uri, Duration goodFor) throws GeneralSecurityException, IOException {
        return sign(name, new Names(Set.of(), Set.of(), Set.of(uri)), goodFor);
    }

    /** @param goodFor from now; it began a day ago */
    public Signed sign(String name, Names names, Duration goodFor) throws GeneralSecurityException, IOException {
        Instant now = Instant.now();
        return sign(name, names, now.minus(Duration.ofDays(1)), now.plus(goodFor));
    }

    /** Good from {@code begins} to {@code ends}. */
    public Signed sign(String name, Names names, Instant begins, Instant ends)
            throws GeneralSecurityException, IOException {
        KeyPair keys = CertificateAuthority.newKeys();
        X509Certificate made = authority.issue(keys.getPublic(), name, names, begins, ends);
        return new Signed(
                made,
                Files.writeString(folder.resolve(name + ".crt"), Pem.text("CERTIFICATE", made.getEncoded())),
                Files.writeString(
                        folder.resolve(name + ".key"),
                        Pem.text("PRIVATE KEY", keys.getPrivate().getEncoded())));
    }

    /** A revocation list, written by the JDK's own keytool. */
    public Path revoke(String file, List<X509Certificate> revoked)
            throws GeneralSecurityException, IOException, InterruptedException {
        Path store = folder.resolve(file + ".p12");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("ca", authority.key(), PASSWORD.toCharArray(), new Certificate[] {authority.certificate()});
        try (OutputStream out = Files.newOutputStream(store)) {
            keys.store(out, PASSWORD.toCharArray());
        }
        Path list = folder.resolve(file);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-gencrl",
                "-rfc",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "ca",
                "-file",
                list.toString()));
        revoked.stream()
                .map(X509Certificate::getSerialNumber)
                .map(BigInteger::toString)
                .forEach(serial -> {
                    command.add("-id");
                    command.add(serial);
                });
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no revocation list");
        }
        return list;
    }
}
