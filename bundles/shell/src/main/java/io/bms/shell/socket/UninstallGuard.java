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
import org.apache.karaf.shell.api.console.Session;

/**
 * Stands before {@code feature:uninstall} in a session. Without the features that the shell is in, a process would go on
 * with nothing in it, and without a way to bring anything back.
 */
final class UninstallGuard extends CommandGuard {
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
        super(COMMAND);
        this.features = features;
    }

    static void stand(Session session, Supplier<Features> features) {
        new UninstallGuard(features).standIn(session);
    }

    @Override
    void judge(List<String> names) throws Refused {
        if (takesTheShell(features.get(), names)) {
            throw new Refused(
                    "Without " + String.join(" ", names) + " nothing of the gateway would be left but an empty"
                            + " process, nor this shell. To leave out a part, first install the others by their names, as in"
                            + " feature:install bms-broker bms-mqtt; to end the gateway: bin/bms stop.");
        }
    }

    static boolean takesTheShell(Features features, List<String> uninstalled) {
        Set<String> kept = new HashSet<>(features.roots());
        if (!reachesTheShell(features, kept)) {
            return false;
        }
        kept.removeIf(root -> uninstalled.stream().anyMatch(name -> isNamed(root, withoutVersion(name))));
        return !reachesTheShell(features, kept);
    }

    private static String withoutVersion(String typed) {
        return typed.replaceFirst("/.*", "");
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
