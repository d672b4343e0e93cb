// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the issuers of a site's certificates have revoked (CRL; RFC 5280, 5). A list whose time is over stays in force,
 * unlike in most programs: otherwise nobody could connect once a CA is late with its next one.
 *
 * <p>Thread: any.
 */
public final class RevokedCertificates {
    public static final RevokedCertificates NONE = new RevokedCertificates(List.of());

    private final List<X509CRL> lists;

    private RevokedCertificates(List<X509CRL> lists) {
        this.lists = List.copyOf(lists);
    }

    /**
     * @param file of one or more lists, PEM
     * @param issuers a file with the certificates of those whose lists are believed
     */
    static RevokedCertificates read(Path file, Path issuers) throws IOException {
        List<X509CRL> lists = PemFile.read(file).revocationLists();
        List<X509Certificate> known = PemFile.read(issuers).certificates();
        for (X509CRL list : lists) {
            if (known.stream().noneMatch(issuer -> isBy(issuer, list))) {
                throw new IOException("the revocation list in " + file + " of "
                        + list.getIssuerX500Principal().getName() + " is signed by none of the certificates in "
                        + issuers);
            }
        }
        return new RevokedCertificates(lists);
    }

    private static boolean isBy(X509Certificate issuer, X509CRL list) {
        try {
            list.verify(issuer.getPublicKey());
            return issuer.getSubjectX500Principal().equals(list.getIssuerX500Principal());
        } catch (GeneralSecurityException anothers) {
            return false;
        }
    }

    /** Whether one of these is on a list. */
    public boolean contain(List<X509Certificate> chain) {
        return chain.stream().anyMatch(one -> lists.stream().anyMatch(list -> list.isRevoked(one)));
    }

    /** When the first list should have been followed by another. */
    public Optional<Instant> due() {
        return lists.stream()
                .map(X509CRL::getNextUpdate)
                .filter(Objects::nonNull)
                .map(Date::toInstant)
                .min(Instant::compareTo);
    }
}
