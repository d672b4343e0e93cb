// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a PEM file (RFC 7468), as OpenSSL, certificate authorities and editors write it: with words between the
 * parts, a byte order mark, and ends of lines of any kind. Every failure says what is wrong with which file.
 */
final class PemFile {
    private static final Pattern PART =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Pattern PROTECTED = Pattern.compile("BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED");
    private static final long MOST_BYTES = 1 << 20;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String REVOCATION_LIST = "X509 CRL";
    /** PKCS #8, which says itself what kind of key it is. */
    private static final String KEY = "PRIVATE KEY";
    /** PKCS #1 and SEC 1, in which OpenSSL wrote keys before version 3. */
    private static final List<String> OLD_KEYS = List.of("RSA PRIVATE KEY", "EC PRIVATE KEY");

    private final Path file;
    private final String text;

    private record Part(String kind, byte[] content) {}

    private PemFile(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static PemFile read(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " has more than 1 MiB, which no certificate has");
            }
            return new PemFile(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }

    /** @param called what the text is called in sentences, in the place of a file */
    static PemFile of(String text, Path called) {
        return new PemFile(called, text);
    }

    /** At least one; a certificate comes before that of its issuer. */
    List<X509Certificate> certificates() throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Part part : parts(CERTIFICATE)) {
            try {
                Certificate one = CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(part.content()));
                certificates.add((X509Certificate) one);
            } catch (GeneralSecurityException e) {
                throw new IOException("a certificate in " + file + " is damaged (" + e.getMessage() + ")", e);
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException("there is no certificate in " + file
                    + "; it has to be a PEM file, in which one begins with -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    /** At least one. */
    List<X509CRL> revocationLists() throws IOException {
        List<X509CRL> lists = new ArrayList<>();
        for (Part part : parts(REVOCATION_LIST)) {
            try {
                lists.add((X509CRL)
                        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(part.content())));
            } catch (GeneralSecurityException e) {
                throw new IOException("a revocation list in " + file + " is damaged (" + e.getMessage() + ")", e);
            }
        }
        if (lists.isEmpty()) {
            throw new IOException("there is no revocation list in " + file
                    + "; it has to be a PEM file, which this writes: openssl crl -inform DER -in " + file
                    + " -out NEW");
        }
        return lists;
    }

    /** @param owner the key that the certificate names, of which this must be the other half */
    PrivateKey keyOf(PublicKey owner) throws IOException {
        if (PROTECTED.matcher(text).find()) {
            throw new IOException("the key in " + file
                    + " is protected by a password; write it without one: openssl pkey -in " + file + " -out NEW");
        }
        for (Part part : parts()) {
            if (part.kind().equals(KEY)) {
                return key(part.content(), owner);
            }
            if (OLD_KEYS.contains(part.kind())) {
                return key(Pkcs8.wrap(part.content(), owner), owner);
            }
        }
        throw new IOException("there is no key in " + file
                + "; it has to be a PEM file, in which one begins with -----BEGIN PRIVATE KEY-----");
    }

    private PrivateKey key(byte[] pkcs8, PublicKey owner) throws IOException {
        try {
            return KeyFactory.getInstance(owner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the key in " + file + " is no " + owner.getAlgorithm() + " key, which its certificate is for", e);
        }
    }

    private List<Part> parts(String kind) throws IOException {
        return parts().stream().filter(part -> part.kind().equals(kind)).toList();
    }

    private List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            try {
                parts.add(new Part(part.group(1), Base64.getMimeDecoder().decode(part.group(2))));
            } catch (IllegalArgumentException e) {
                throw new IOException("the " + part.group(1) + " in " + file + " is damaged", e);
            }
        }
        return parts;
    }
}
