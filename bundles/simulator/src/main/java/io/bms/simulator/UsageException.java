// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

/** The command line is wrong; the message says in one sentence what to change. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
