// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.Failure;
import org.apache.karaf.shell.support.CommandException;

/** A command could not be carried out; the message is a sentence for the one who typed it. */
public final class Refused extends CommandException {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
        super(Shown.line(message));
    }

    /** @param notAllowed whose message begins small, and has no full stop */
    Refused(IllegalArgumentException notAllowed) {
        this(notAllowed.getMessage() + ".");
    }

    Refused(Failure failure) {
        this(failure.message() + " (" + failure.code().wireName() + ")");
    }
}
