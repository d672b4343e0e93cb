// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import io.bms.shell.socket.CommandGuard.Judge;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Judges the commands that stop bundles. What the shell is made of stays: without it there would be no way to start it
 * again, and a bundle that was stopped stays so over a restart.
 *
 * <p>Thread: any.
 */
final class BundleGuard {
    private static final Pattern RANGE = Pattern.compile("(\\d+)(?:-(\\d+))?");

    private final Supplier<List<Known>> needed;

    /**
     * A bundle as Karaf's commands name it.
     *
     * @param location from which it was installed
     * @param startLevel of the framework from which on it runs
     */
    record Known(long id, String symbolicName, String name, String version, String location, int startLevel) {
        static Known of(Bundle bundle) {
            String name = bundle.getHeaders().get(Constants.BUNDLE_NAME);
            BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
            return new Known(
                    bundle.getBundleId(),
                    String.valueOf(bundle.getSymbolicName()),
                    String.valueOf(name),
                    String.valueOf(bundle.getVersion()),
                    bundle.getLocation(),
                    level == null ? 0 : level.getStartLevel());
        }

        /**
         * Whether an argument means this bundle: an id, a range of ids, or a regular expression of its location or of
         * either name, with or without one of its version.
         */
        boolean isMeantBy(String typed) {
            Matcher range = RANGE.matcher(typed);
            if (range.matches()) {
                long first = Long.parseLong(range.group(1));
                return id >= first
                        && id
                                <= Optional.ofNullable(range.group(2))
                                        .map(Long::parseLong)
                                        .orElse(first);
            }
            String[] parts = typed.split("/", 2);
            boolean isNamed = CommandGuard.isNamed(symbolicName, parts[0]) || CommandGuard.isNamed(name, parts[0]);
            return CommandGuard.isNamed(location, typed)
                    || isNamed && (parts.length == 1 || CommandGuard.isNamed(version, parts[1]));
        }
    }

    private BundleGuard(Supplier<List<Known>> needed) {
        this.needed = needed;
    }

    /**
     * By command.
     *
     * @param shell the bundle of the shell
     */
    static Map<String, Judge> judges(Bundle shell) {
        return judges(() -> neededBy(shell));
    }

    static Map<String, Judge> judges(Supplier<List<Known>> needed) {
        BundleGuard guard = new BundleGuard(needed);
        return Map.of(
                "bundle:stop",
                typed -> guard.keep(typed.names()),
                "bundle:uninstall",
                typed -> guard.keep(typed.names()),
                "bundle:restart",
                typed -> guard.keep(typed.names()),
                "bundle:start-level",
                guard::judgeLevelOfBundle,
                "system:start-level",
                guard::judgeLevelOfAll);
    }

    /** The bundle and those it is wired to, directly or not, but for the framework, which ends in good order. */
    private static List<Known> neededBy(Bundle bundle) {
        Deque<Bundle> open = new ArrayDeque<>(List.of(bundle));
        Set<Bundle> found = new HashSet<>();
        while (!open.isEmpty()) {
            Bundle next = open.pop();
            BundleWiring wiring = next.adapt(BundleWiring.class);
            if (next.getBundleId() != Constants.SYSTEM_BUNDLE_ID && found.add(next) && wiring != null) {
                for (BundleWire wire : wiring.getRequiredWires(null)) {
                    open.add(wire.getProvider().getBundle());
                }
            }
        }
        return found.stream().map(Known::of).toList();
    }

    private void keep(List<String> typed) throws Refused {
        keep(bundle -> typed.stream().anyMatch(bundle::isMeantBy));
    }

    /** Without a level it only shows the one that is. */
    private void judgeLevelOfBundle(CommandGuard.Typed typed) throws Refused {
        if (typed.names().size() > 1) {
            keep(typed.names().subList(0, 1));
        }
    }

    private void judgeLevelOfAll(CommandGuard.Typed typed) throws Refused {
        if (typed.names().size() == 1 && typed.names().get(0).matches("\\d{1,9}")) {
            int level = Integer.parseInt(typed.names().get(0));
            keep(bundle -> bundle.startLevel() > level);
        }
    }

    private void keep(Predicate<Known> taken) throws Refused {
        Optional<Known> lost = needed.get().stream().filter(taken).findFirst();
        if (lost.isPresent()) {
            throw new Refused("This shell needs " + lost.get().symbolicName() + " ("
                    + lost.get().id()
                    + "), and without it nothing could be started again. To end the gateway: bin/bms stop.");
        }
    }
}
