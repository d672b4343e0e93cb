// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

/** Why there is no connection, in words for an operator. */
final class LinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    private LinkException(boolean refused, String message, Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** Trying again will not help until somebody changes something. */
    static LinkException refused(String message, Throwable cause) {
        return new LinkException(true, message, cause);
    }

    /** It may be better next time. */
    static LinkException lost(String message, Throwable cause) {
        return new LinkException(false, message, cause);
    }

    boolean isRefused() {
        return refused;
    }
}
