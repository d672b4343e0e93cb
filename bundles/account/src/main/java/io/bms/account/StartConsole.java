// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where the gateway says how to sign in at first.
 *
 * @param isTerminal whether somebody looks at it and nothing keeps it, as a journal, a container or a pipe does
 */
record StartConsole(PrintStream out, boolean isTerminal) {
    /** Set where what is printed is kept though it is a terminal, as by a container. */
    private static final String KEPT = "BMS_CONSOLE_KEPT";

    static StartConsole ofThisProcess(Map<String, String> environment) {
        return new StartConsole(
                System.out,
                System.console() != null && environment.getOrDefault(KEPT, "").isEmpty());
    }
}
