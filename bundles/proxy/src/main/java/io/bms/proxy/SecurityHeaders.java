// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.util.HashMap;
import java.util.Map;

/** Tell the browser to trust nothing but this origin. On every answer, whoever writes it. */
final class SecurityHeaders {
    /** The same as in the Designer's own tests (its dev/server.mjs). */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> PLAIN = Map.of(
            "Content-Security-Policy", CONTENT_POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    private static final Map<String, String> OVER_TLS = overTls();

    private SecurityHeaders() {}

    static Map<String, String> of(boolean secure) {
        return secure ? OVER_TLS : PLAIN;
    }

    private static Map<String, String> overTls() {
        Map<String, String> headers = new HashMap<>(PLAIN);
        headers.put("Strict-Transport-Security", "max-age=31536000");
        return Map.copyOf(headers);
    }
}
