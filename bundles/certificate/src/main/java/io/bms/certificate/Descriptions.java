// SPDX-License-Identifier: GPL-3.0-only
package io.bms.certificate;

import io.bms.api.certificate.GatewayCertificate.Description;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Certificates, for people. Thread: any. */
final class Descriptions {
    private Descriptions() {}

    static Description of(X509Certificate certificate) {
        return new Description(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                names(certificate),
                fingerprint(certificate),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Hosts, addresses and URIs; addresses as Java writes them. */
    static List<String> names(X509Certificate certificate) {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(Collection::stream)
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded(certificate));
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("it was read from its encoded form", e);
        }
    }
}
