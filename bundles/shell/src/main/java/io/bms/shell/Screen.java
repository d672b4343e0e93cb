// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.console.Session;

/** The console of a session, for text in which there may be some of others. */
final class Screen extends PrintStream {
    private Screen(PrintStream console) {
        super(console, true, StandardCharsets.UTF_8);
    }

    static Screen of(Session session) {
        return new Screen(session.getConsole());
    }

    /** Every other way to print text ends here. */
    @Override
    public void print(String text) {
        super.print(Shown.text(String.valueOf(text)));
    }

    @Override
    public void print(Object thing) {
        print(String.valueOf(thing));
    }
}
