// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.certificate.GatewayCertificate;
import io.bms.api.certificate.UnusableCertificateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** One that always is the same. */
final class FakeCertificate implements GatewayCertificate {
    static final String AUTHORITY = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
    /** What cannot be kept, however good it is. */
    static final String ON_A_FULL_DISK = "on a full disk";

    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public String authority() {
        return AUTHORITY;
    }

    @Override
    public Description describeAuthority() {
        return new Description("CN=CA", "CN=CA", List.of(), "BB:BB", FROM, FROM.plusSeconds(60));
    }

    @Override
    public Description describe() {
        return new Description("CN=bms", "CN=CA", List.of("bms.local"), "AA:AA", FROM, FROM.plusSeconds(60));
    }

    @Override
    public String request(boolean anew) {
        return anew ? "another request" : "a request";
    }

    @Override
    public Description install(Path file) {
        throw new UnsupportedOperationException("not by REST");
    }

    @Override
    public Description install(String pem) throws IOException {
        if (pem.equals(ON_A_FULL_DISK)) {
            throw new IOException("No space left on device");
        }
        if (!pem.equals(AUTHORITY)) {
            throw new UnusableCertificateException(
                    new IOException("there is no certificate in what was sent; send one"));
        }
        return new Description("CN=bms", "CN=site", List.of("bms.local"), "CC:CC", FROM, FROM.plusSeconds(60));
    }

    @Override
    public Description renew() {
        return new Description("CN=bms", "CN=CA", List.of("bms.local"), "DD:DD", FROM, FROM.plusSeconds(60));
    }
}
