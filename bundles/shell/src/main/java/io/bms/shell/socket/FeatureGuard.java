// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import io.bms.shell.socket.CommandGuard.Judge;
import io.bms.shell.socket.CommandGuard.Typed;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Judges the commands that take features away. Without those that the shell is in, a process would go on with nothing
 * in it, and without a way to bring anything back.
 *
 * <p>Thread: any.
 */
final class FeatureGuard {
    /** The feature that the bundle of this class is in, and the one that Karaf itself is in. */
    private static final List<String> NEEDED = List.of("bms-core", "framework");

    private static final String KIND = "feature:";

    private final Supplier<Features> installed;

    /** What is installed, as far as it matters here. */
    interface Features {
        /** The names of those that somebody asked for. */
        Set<String> roots();

        /** The names of those that run. */
        Set<String> started();

        /** The names of those that a feature brings with it. */
        Collection<String> dependencies(String feature);

        /** The names of those in the repositories that are meant. */
        Collection<String> ofRepositories(String typed);
    }

    private FeatureGuard(Supplier<Features> installed) {
        this.installed = installed;
    }

    /** By command. A feature that another one needs runs as long as that one does. */
    static Map<String, Judge> judges(Supplier<Features> installed) {
        FeatureGuard guard = new FeatureGuard(installed);
        Judge ofRoots = typed -> guard.keep(Features::roots, typed.names(), typed);
        return Map.of(
                KIND + "uninstall",
                ofRoots,
                KIND + "requirement-remove",
                ofRoots,
                KIND + "repo-remove",
                guard::judgeRepositories,
                KIND + "stop",
                typed -> guard.keep(Features::started, typed.names(), typed));
    }

    private void judgeRepositories(Typed typed) throws Refused {
        if (typed.hasAny("-u", "--uninstall-all")) {
            List<String> taken = typed.names().stream()
                    .flatMap(name -> installed.get().ofRepositories(name).stream())
                    .toList();
            keep(Features::roots, taken, typed);
        }
    }

    private void keep(Function<Features, Set<String>> standing, List<String> taken, Typed typed) throws Refused {
        Features features = installed.get();
        if (takesTheShell(features, standing.apply(features), taken)) {
            throw new Refused(
                    "Without " + String.join(" ", typed.names()) + " nothing of the gateway would be left but an empty"
                            + " process, nor this shell. To leave out a part, first install the others by their names, as in"
                            + " feature:install bms-broker bms-mqtt; to end the gateway: bin/bms stop.");
        }
    }

    private static boolean takesTheShell(Features features, Set<String> roots, Collection<String> taken) {
        Set<String> kept = new HashSet<>(roots);
        kept.removeIf(root -> taken.stream().anyMatch(name -> CommandGuard.isNamed(root, bare(name))));
        Set<String> before = withDependencies(features, roots);
        Set<String> after = withDependencies(features, kept);
        return NEEDED.stream().anyMatch(name -> before.contains(name) && !after.contains(name));
    }

    /** {@code feature:bms-core/0.1.0} without its kind and its version. */
    private static String bare(String typed) {
        return (typed.startsWith(KIND) ? typed.substring(KIND.length()) : typed).replaceFirst("/.*", "");
    }

    private static Set<String> withDependencies(Features features, Set<String> roots) {
        Deque<String> open = new ArrayDeque<>(roots);
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                open.addAll(features.dependencies(next));
            }
        }
        return seen;
    }
}
