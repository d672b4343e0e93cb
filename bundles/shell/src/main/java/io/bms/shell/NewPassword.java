// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.console.Session;

/** A password that is typed twice, or piped in as one line. It is never an argument: those are seen by others. */
final class NewPassword {
    private NewPassword() {}

    static String read(Session session) throws Refused, IOException {
        return session.getTerminal() == null ? piped(session) : typed(session);
    }

    private static String typed(Session session) throws Refused, IOException {
        String password = session.readLine("New password: ", '*');
        if (!password.equals(session.readLine("Once more: ", '*'))) {
            throw new Refused("The two are not the same; nothing was changed.");
        }
        return password;
    }

    private static String piped(Session session) throws Refused, IOException {
        String line =
                new BufferedReader(new InputStreamReader(session.getKeyboard(), StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new Refused("No password came in; pipe it in as one line, or use the command in bms shell.");
        }
        return line;
    }
}
