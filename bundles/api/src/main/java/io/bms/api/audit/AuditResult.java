// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import java.util.Arrays;
import java.util.Locale;

/** How an act ended. */
public enum AuditResult {
    SUCCESS,
    /** Some of it was done. */
    PARTIAL,
    /** Whoever asked may not do it. */
    DENIED,
    FAILED,
    /**
     * It goes on, or the gateway was killed in the middle: it may or may not have taken effect. Never an outcome
     * itself.
     */
    UNKNOWN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException there is none of that name; the message says which there are */
    public static AuditResult of(String wireName) {
        return Arrays.stream(values())
                .filter(result -> result.wireName().equals(wireName.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "result '" + wireName + "' is not known; use success, partial, denied, failed or unknown"));
    }
}
