// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.io.IOException;

/** A port that the broker needs cannot be opened; the message says what an operator can do. */
final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String address, int port, String environment, String key, IOException cause) {
        super(
                "port " + port + " is taken: " + address + " refuses it (" + cause.getMessage()
                        + "); stop the program that has it, or set " + environment + " or " + key
                        + " in etc/io.bms.broker.cfg",
                cause);
    }
}
