// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

/** The first packet is no CONNECT that this program understands. */
final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPacketException(String message) {
        super(message);
    }
}
