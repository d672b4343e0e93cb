// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

/** Why the gateway does not start, in words for the one who started it. */
final class CannotStartException extends Exception {
    private static final long serialVersionUID = 1L;

    CannotStartException(String message) {
        super(message);
    }
}
