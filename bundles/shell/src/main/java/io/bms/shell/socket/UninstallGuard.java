// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.karaf.shell.api.console.Session;

/**
 * Stands before {@code feature:uninstall} in a session. Without the features that the shell is in, a process would go on
 * with nothing in it, and without a way to bring anything back.
 */
final class UninstallGuard implements Function {
    private static final String COMMAND = "feature:uninstall";
    /** The feature that the bundle of this class is in. */
    private static final String NEEDED = "bms-core";

    private final Supplier<Features> features;

    /** What is installed, as far as it matters here. */
    interface Features {
        /** The names of those that somebody asked for. */
        Set<String> roots();

        /** The names of those that a feature brings with it. */
        Collection<String> dependencies(String feature);
    }

    private UninstallGuard(Supplier<Features> features) {
        this.features = features;
    }

    static void stand(Session session, Supplier<Features> features) {
        session.put(COMMAND, new UninstallGuard(features));
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments) throws Exception {
        List<String> names = arguments.stream()
                .map(String::valueOf)
                .filter(argument -> !argument.startsWith("-"))
                .toList();
        if (takesTheShell(features.get(), names)) {
            throw new Refused(
                    "Without " + String.join(" ", names) + " nothing of the gateway would be left but an empty"
                            + " process, nor this shell. To leave out a part, first install the others by their names, as in"
                            + " feature:install bms-broker bms-mqtt; to end the gateway: bin/bms stop.");
        }
        session.put(COMMAND, null);
        try {
            return ((Function) session.get(COMMAND)).execute(session, arguments);
        } finally {
            session.put(COMMAND, this);
        }
    }

    static boolean takesTheShell(Features features, List<String> uninstalled) {
        Set<String> kept = new HashSet<>(features.roots());
        if (!reachesTheShell(features, kept)) {
            return false;
        }
        kept.removeIf(root -> uninstalled.stream().anyMatch(name -> names(name, root)));
        return !reachesTheShell(features, kept);
    }

    /** As Karaf takes it: a name, with or without a version, or a regular expression. */
    private static boolean names(String typed, String root) {
        String name = typed.replaceFirst("/.*", "");
        try {
            return name.equals(root) || Pattern.matches(name, root);
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static boolean reachesTheShell(Features features, Set<String> roots) {
        Deque<String> open = new ArrayDeque<>(roots);
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String next = open.pop();
            if (next.equals(NEEDED)) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(features.dependencies(next));
            }
        }
        return false;
    }
}
