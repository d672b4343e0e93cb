// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What it writes, read by OpenSSL. */
public final class CertificateAuthorityTest {
    private static final Instant FROM = Instant.parse("2026-11-23T00:00:00Z");
    private static final Names NAMES =
            new Names(Set.of("bms", "bms.local"), Set.of("192.168.10.5", "fe80::1"), Set.of("urn:bms:account:engine"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path write(String name, String kind, byte[] content) throws IOException {
        return Files.writeString(folder.getRoot().toPath().resolve(name), Pem.text(kind, content));
    }

    @Test
    public void issue_leaf_isOneThatOpenSslTrustsForItsNamesAndPurposes() throws Exception {
        CertificateAuthority authority =
                CertificateAuthority.selfSigned("BMS gateway CA", FROM, Instant.parse("2049-12-31T23:59:59Z"));
        KeyPair keys = CertificateAuthority.newKeys();
        X509Certificate leaf =
                authority.issue(keys.getPublic(), "x".repeat(100), NAMES, FROM, FROM.plusSeconds(34_300_800));
        Path ca = write("ca.pem", "CERTIFICATE", authority.certificate().getEncoded());
        Path own = write("leaf.pem", "CERTIFICATE", leaf.getEncoded());
        String at = Long.toString(FROM.plusSeconds(1).getEpochSecond());
        for (String purpose : new String[] {"sslserver", "sslclient"}) {
            openssl("verify", "-x509_strict", "-attime", at, "-purpose", purpose, "-CAfile", "" + ca, "" + own);
        }
        for (String[] name : new String[][] {
            {"-verify_hostname", "bms.local"}, {"-verify_ip", "192.168.10.5"}, {"-verify_ip", "fe80::1"}
        }) {
            openssl("verify", "-attime", at, name[0], name[1], "-CAfile", "" + ca, "" + own);
        }
        String text = openssl("x509", "-noout", "-text", "-in", own.toString());
        assertTrue(text, text.contains("URI:urn:bms:account:engine"));
        assertTrue(text, text.contains("CN = " + "x".repeat(64) + "\n"));
    }

    @Test
    public void selfSigned_beyond2049_isReadAsItIsMeant() throws Exception {
        Instant until = Instant.parse("2051-01-02T03:04:05Z");
        CertificateAuthority authority = CertificateAuthority.selfSigned("CA", FROM, until);
        assertEquals(FROM, authority.certificate().getNotBefore().toInstant());
        assertEquals(until, authority.certificate().getNotAfter().toInstant());
        String text = openssl(
                "x509",
                "-noout",
                "-enddate",
                "-in",
                write("ca.pem", "CERTIFICATE", authority.certificate().getEncoded())
                        .toString());
        assertEquals("notAfter=Jan  2 03:04:05 2051 GMT\n", text);
    }

    @Test
    public void request_isSignedAndNamesAll() throws Exception {
        Path request = write(
                "request.pem",
                "CERTIFICATE REQUEST",
                CertificateAuthority.request(CertificateAuthority.newKeys(), "bms", NAMES));
        String text = openssl("req", "-noout", "-verify", "-text", "-in", request.toString());
        assertTrue(text, text.contains("DNS:bms, DNS:bms.local, URI:urn:bms:account:engine, IP Address:192.168.10.5"));
    }

    private String openssl(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Path output = folder.getRoot().toPath().resolve("output");
        Process openssl = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue("openssl ends", openssl.waitFor(30, TimeUnit.SECONDS));
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(said, 0, openssl.exitValue());
        return said;
    }
}
