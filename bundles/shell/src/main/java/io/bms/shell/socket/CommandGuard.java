// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
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
    private static final String ANY_SCOPE = "*";
    private static final Pattern FIRST_LETTER = Pattern.compile("\\b[a-z]");

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
     * all of that name judge it. The shell finds a command in whatever case it is typed, and a guard only as it is
     * spelled, so there is one for each case that people write a word in.
     *
     * @param judges by command, with its scope
     */
    static void stand(Session session, Map<String, Judge> judges) {
        Map<String, List<Judge>> byName = new HashMap<>();
        judges.forEach((command, judge) -> {
            for (String name : spellings(command)) {
                byName.computeIfAbsent(name, unseen -> new ArrayList<>()).add(judge);
            }
        });
        byName.forEach((name, all) -> session.put(name, new CommandGuard(name, all)));
    }

    /** {@code bundle:stop}, {@code Bundle:Stop}, {@code BUNDLE:stop}, {@code *:Stop} and so on. */
    private static Set<String> spellings(String command) {
        String[] parts = command.split(":", 2);
        Set<String> scopes = new LinkedHashSet<>(cases(parts[0]));
        scopes.add(ANY_SCOPE);
        Set<String> spellings = new LinkedHashSet<>();
        for (String scope : scopes) {
            cases(parts[1]).forEach(name -> spellings.add(scope + ":" + name));
        }
        return spellings;
    }

    /** {@code start-level}, {@code START-LEVEL}, {@code Start-level}, {@code Start-Level}. */
    private static List<String> cases(String word) {
        return List.of(
                word,
                word.toUpperCase(Locale.ROOT),
                FIRST_LETTER.matcher(word).replaceFirst(CommandGuard::upper),
                FIRST_LETTER.matcher(word).replaceAll(CommandGuard::upper));
    }

    private static String upper(MatchResult letter) {
        return letter.group().toUpperCase(Locale.ROOT);
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
