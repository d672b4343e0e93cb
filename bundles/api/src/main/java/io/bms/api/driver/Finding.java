// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import java.util.Objects;

/**
 * One thing that a driver looked at when it was asked what is wrong.
 *
 * @param severity how bad it is
 * @param message what is so, and where it is wrong, what to change, for people
 */
public record Finding(Severity severity, String message) {
    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(message, "message");
    }

    /** From well to wrong. */
    public enum Severity {
        OK,
        HINT,
        WRONG
    }

    public static Finding ok(String message) {
        return new Finding(Severity.OK, message);
    }

    public static Finding hint(String message) {
        return new Finding(Severity.HINT, message);
    }

    public static Finding wrong(String message) {
        return new Finding(Severity.WRONG, message);
    }
}
