// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

/** A packet that cannot be read or breaks a rule; says how, in the standard's reason code. */
final class BrokenPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int reason;

    BrokenPacketException(int reason) {
        // without a stack trace: strangers cause these
        super("reason code 0x" + Integer.toHexString(reason), null, false, false);
        this.reason = reason;
    }

    static void require(boolean kept, int otherwise) throws BrokenPacketException {
        if (!kept) {
            throw new BrokenPacketException(otherwise);
        }
    }

    int reason() {
        return reason;
    }
}
