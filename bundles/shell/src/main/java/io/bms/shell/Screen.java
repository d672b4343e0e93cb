// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.console.Session;

/**
 * The console of a session, for text in which there may be some of others: what is printed at once stays on one line,
 * so that nobody's name or value adds a line of its own.
 */
final class Screen extends PrintStream {
    private Screen(PrintStream console) {
        super(console, true, StandardCharsets.UTF_8);
    }

    static Screen of(Session session) {
        return on(session.getConsole());
    }

    static Screen on(PrintStream console) {
        return new Screen(console);
    }

    /** Every other way to print text ends here. */
    @Override
    public void print(String text) {
        super.print(Shown.line(String.valueOf(text)));
    }

    @Override
    public void print(Object thing) {
        print(String.valueOf(thing));
    }

    @Override
    public void print(char[] text) {
        print(String.valueOf(text));
    }

    @Override
    public void print(char character) {
        print(String.valueOf(character));
    }

    /** Takes the place of the line that the cursor is on; what does not fit into 80 columns is cut off. */
    void overwrite(String line) {
        write('\r');
        print(String.format("%-78.78s", line));
    }
}
