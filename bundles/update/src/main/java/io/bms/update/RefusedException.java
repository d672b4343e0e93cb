// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

/** A package is not taken; the message says why, and what to do, in one or two sentences. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
