// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
final class CommandGuard implements Function {
    static final String ANY_SCOPE = "*";

    private final String command;
    private final List<Judge> judges;

    /** Knows what a command must not do. */
    interface Judge {
        /** @throws Refused for what must not be done, with a sentence */
        void judge(Typed typed) throws Refused;
    }

    /** What was typed after the name of the command. */
    record Typed(List<String> words) {
        /** Those that are no options. */
        List<String> names() {
            return words.stream().filter(word -> !word.startsWith("-")).toList();
        }

        boolean hasAny(String... options) {
            return words.stream().anyMatch(Set.of(options)::contains);
        }
    }

    private CommandGuard(String command, List<Judge> judges) {
        this.command = command;
        this.judges = judges;
    }

    /**
     * Has each command judged, also where it is called without its scope. Whose command that is, only Karaf knows, so
     * all of that name judge it. Other spellings are for {@link GuardedSpellings}.
     *
     * @param judges by command, with its scope, in small letters
     */
    static void stand(Session session, Map<String, Judge> judges) {
        Map<String, List<Judge>> byName = new HashMap<>();
        judges.forEach((command, judge) -> {
            String unscoped = ANY_SCOPE + command.substring(command.indexOf(':'));
            for (String name : List.of(command, unscoped)) {
                byName.computeIfAbsent(name, unseen -> new ArrayList<>()).add(judge);
            }
        });
        byName.forEach((name, all) -> session.put(name, new CommandGuard(name, all)));
    }

    /** The guard of a command in this session, if it has one. */
    static Optional<CommandGuard> of(CommandSession session, String command) {
        return Optional.ofNullable(session.get(command))
                .filter(CommandGuard.class::isInstance)
                .map(CommandGuard.class::cast);
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments) throws Exception {
        Typed typed = new Typed(arguments.stream().map(String::valueOf).toList());
        for (Judge judge : judges) {
            judge.judge(typed);
        }
        session.put(command, null);
        try {
            if (session.get(command) instanceof Function behind) {
                return behind.execute(session, arguments);
            }
            throw new Refused("There is no command " + command.replaceFirst("^\\*:", "") + " now.");
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
