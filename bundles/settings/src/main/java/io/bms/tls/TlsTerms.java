// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.util.Arrays;
import javax.net.ssl.SSLContext;

/**
 * What the gateway's ports speak: TLS 1.2 and 1.3, with keys that are made for each connection and ciphers that also
 * authenticate (RFC 9325, 4.2). Thread: any.
 */
public final class TlsTerms {
    private TlsTerms() {}

    public static String[] protocols() {
        return new String[] {"TLSv1.3", "TLSv1.2"};
    }

    /** Those of the context that are allowed, in its order. */
    public static String[] cipherSuites(SSLContext context) {
        return Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                .filter(suite -> suite.matches("TLS_(AES|CHACHA20|ECDHE_(ECDSA|RSA)_WITH)_.*(GCM|POLY1305)_.*"))
                .toArray(String[]::new);
    }
}
