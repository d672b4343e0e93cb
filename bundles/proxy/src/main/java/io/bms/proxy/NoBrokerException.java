// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

/** There is no broker to connect to; the message is short enough for a WebSocket close frame. */
final class NoBrokerException extends Exception {
    private static final long serialVersionUID = 1L;

    NoBrokerException(String message) {
        super(message);
    }
}
