// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import io.bms.shell.ShellUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.karaf.shell.api.console.Session;

/**
 * Stands before a command in a session, lets through what does no harm, and has it recorded where {@link ShellTrail}
 * says so.
 *
 * <p>Thread: the one that runs the session.
 */
final class CommandGuard implements Function {
    static final String ANY_SCOPE = "*";

    private final String command;
    private final List<Judge> judges;
    private final Optional<ShellTrail> trail;

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

    private CommandGuard(String command, List<Judge> judges, Optional<ShellTrail> trail) {
        this.command = command;
        this.judges = judges;
        this.trail = trail;
    }

    /**
     * Has each command judged or recorded, or both, also where it is called without its scope. Whose command that is,
     * only Karaf knows, so all of that name judge it. Other spellings are for {@link GuardedSpellings}.
     *
     * @param judges by command, with its scope, in small letters
     * @param trail has its commands recorded
     */
    static void stand(Session session, Map<String, Judge> judges, ShellTrail trail) {
        Map<String, List<Judge>> byName = new HashMap<>();
        judges.forEach((command, judge) -> names(command)
                .forEach(name -> byName.computeIfAbsent(name, unseen -> new ArrayList<>())
                        .add(judge)));
        Set<String> recorded =
                ShellTrail.TOLD.stream().flatMap(CommandGuard::names).collect(Collectors.toSet());
        recorded.forEach(name -> byName.computeIfAbsent(name, unseen -> new ArrayList<>()));
        byName.forEach((name, all) -> session.put(
                name, new CommandGuard(name, all, Optional.of(trail).filter(one -> recorded.contains(name)))));
    }

    /** A command's name with its scope, and without. */
    private static Stream<String> names(String command) {
        return Stream.of(command, ANY_SCOPE + command.substring(command.indexOf(':')));
    }

    /** Whether a session has a command of that name, whatever stands before it. */
    static boolean isThere(Session session, String command) {
        Object found = session.get(command);
        if (!(found instanceof CommandGuard)) {
            return found != null;
        }
        session.put(command, null);
        try {
            return session.get(command) != null;
        } finally {
            session.put(command, found);
        }
    }

    /** The guard of a command in this session, if it has one. */
    static Optional<CommandGuard> of(CommandSession session, String command) {
        return Optional.ofNullable(session.get(command))
                .filter(CommandGuard.class::isInstance)
                .map(CommandGuard.class::cast);
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments) throws Exception {
        if (trail.isEmpty()) {
            return carryOut(session, arguments);
        }
        String words = arguments.stream().map(String::valueOf).collect(Collectors.joining(" "));
        return trail.get()
                .record(ShellUser.of(session), ShellTrail.named(command), words, () -> carryOut(session, arguments));
    }

    private Object carryOut(CommandSession session, List<Object> arguments) throws Exception {
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
