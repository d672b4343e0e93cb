// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.text.PasswordFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.karaf.shell.api.console.Session;

/** A password that is typed twice, or piped in as one line. It is never an argument: those are seen by others. */
final class NewPassword {
    private static final int LONGEST = 4096;

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
        byte[] line = line(session.getKeyboard());
        return PasswordFile.word(line)
                .orElseThrow(() ->
                        new Refused("No password came in; pipe it in as one line, or use the command in bms shell."));
    }

    /** Not more than that: whoever types it where there is no terminal does not end the stream. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n' && line.size() < LONGEST; next = in.read()) {
            line.write(next);
        }
        return line.toByteArray();
    }
}
