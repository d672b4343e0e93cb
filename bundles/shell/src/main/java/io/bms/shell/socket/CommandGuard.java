// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.karaf.shell.api.console.Session;

/**
 * Stands before a command of Karaf's in a session, and lets through what does no harm.
 *
 * <p>Thread: the one that runs the session.
 */
abstract class CommandGuard implements Function {
    private final String command;

    /** @param command with its scope */
    CommandGuard(String command) {
        this.command = command;
    }

    final void standIn(Session session) {
        session.put(command, this);
    }

    /**
     * @param typed the arguments that are no options
     * @throws Refused for what must not be done, with a sentence
     */
    abstract void judge(List<String> typed) throws Refused;

    @Override
    public final Object execute(CommandSession session, List<Object> arguments) throws Exception {
        judge(arguments.stream()
                .map(String::valueOf)
                .filter(argument -> !argument.startsWith("-"))
                .toList());
        session.put(command, null);
        try {
            return ((Function) session.get(command)).execute(session, arguments);
        } finally {
            session.put(command, this);
        }
    }

    /** Whether what was typed is the name, or as Karaf takes it a regular expression that the name matches. */
    static boolean isNamed(String name, String typed) {
        try {
            return name.equals(typed) || Pattern.matches(typed, name);
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
