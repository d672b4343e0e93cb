// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

/** Why there is no connection, in words for an operator. */
public final class LinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;
    private final int code;

    private LinkException(boolean refused, int code, String message, Throwable cause) {
        super(message, cause);
        this.refused = refused;
        this.code = code;
    }

    /** Trying again will not help until somebody changes something. */
    public static LinkException refused(String message, Throwable cause) {
        return new LinkException(true, 0, message, cause);
    }

    /** It may be better next time. */
    public static LinkException lost(String message, Throwable cause) {
        return new LinkException(false, 0, message, cause);
    }

    /** The same with the reason code that the broker gave. */
    LinkException with(int reasonCode) {
        return new LinkException(refused, reasonCode, getMessage(), getCause());
    }

    public boolean isRefused() {
        return refused;
    }

    /** The broker's reason code (MQTT 5, 2.4), 0 if it gave none. */
    public int code() {
        return code;
    }
}
