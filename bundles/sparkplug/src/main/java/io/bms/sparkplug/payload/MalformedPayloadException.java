// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

/** What arrived is no payload of Sparkplug B; the message says why. */
public final class MalformedPayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPayloadException(String message) {
        super(message);
    }
}
