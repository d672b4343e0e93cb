// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.certificate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The certificate by which the gateway is known where {@code certificateFile = own} is set. It is signed by the
 * gateway's own CA, which is made at the first start, or, once somebody has installed one, by the site's. Blocks for
 * the disk; an {@link IOException} says what is wrong with which file.
 *
 * <p>Thread: any.
 */
@ProviderType
public interface GatewayCertificate {
    /** The certificate of the gateway's own CA, PEM: whoever trusts it knows the gateway. */
    String authority() throws IOException;

    Description describeAuthority() throws IOException;

    /** The one that is shown now. */
    Description describe() throws IOException;

    /**
     * A request to sign a certificate for the gateway (RFC 2986), PEM. The same until one is installed, since its key
     * is kept for that.
     *
     * @param anew whether to make another, and forget the key of the former
     */
    String request(boolean anew) throws IOException;

    /**
     * Shows from now on what a CA has made of the {@link #request}, or, signed anew for the same key, of the present
     * certificate.
     *
     * @param file PEM, the certificate followed by those of its issuers
     * @throws UnusableCertificateException it is none, or is not for the gateway; any other failure is the disk's
     */
    Description install(Path file) throws IOException;

    /**
     * As {@link #install(Path)}.
     *
     * @param pem the certificate followed by those of its issuers
     */
    Description install(String pem) throws IOException;

    /** Signs a new one by the gateway's own CA, in place of whichever there is. */
    Description renew() throws IOException;

    /**
     * A certificate, for people.
     *
     * @param subject who it is of
     * @param issuer who signed it
     * @param names hosts, addresses and URIs that it is good for
     * @param fingerprint SHA-256, in pairs of hexadecimal digits with colons, as browsers and OpenSSL show it
     */
    record Description(
            String subject, String issuer, List<String> names, String fingerprint, Instant from, Instant until) {
        public Description {
            Objects.requireNonNull(subject, "subject");
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(until, "until");
            names = List.copyOf(names);
        }
    }
}
