// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.util.Base64;

/** Writes the parts of PEM files (RFC 7468). Thread: any. */
public final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    /** @param kind as in {@code CERTIFICATE} */
    public static String text(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }
}
