// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Stands before {@code bundle:stop} and {@code bundle:uninstall} in a session. What the shell is made of stays: without it
 * there would be no way to start it again, and a bundle that was stopped stays so over a restart.
 */
final class BundleGuard extends CommandGuard {
    private static final List<String> COMMANDS = List.of("bundle:stop", "bundle:uninstall");
    private static final Pattern RANGE = Pattern.compile("(\\d+)(?:-(\\d+))?");

    private final Supplier<List<Known>> needed;

    /** A bundle as Karaf's commands name it. */
    record Known(long id, String symbolicName, String name, String version) {
        static Known of(Bundle bundle) {
            String name = bundle.getHeaders().get(Constants.BUNDLE_NAME);
            return new Known(
                    bundle.getBundleId(),
                    String.valueOf(bundle.getSymbolicName()),
                    String.valueOf(name),
                    String.valueOf(bundle.getVersion()));
        }

        /** Whether an argument means this bundle: an id, a range of ids, or a regular expression of either name, with or without a version. */
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
            return (isNamed(symbolicName, parts[0]) || isNamed(name, parts[0]))
                    && (parts.length == 1 || version.startsWith(parts[1]));
        }
    }

    private BundleGuard(String command, Supplier<List<Known>> needed) {
        super(command);
        this.needed = needed;
    }

    /** @param shell the bundle of the shell */
    static void stand(Session session, Bundle shell) {
        COMMANDS.forEach(command -> new BundleGuard(command, () -> neededBy(shell)).standIn(session));
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

    static Optional<Known> takenByAny(List<Known> needed, List<String> typed) {
        return needed.stream()
                .filter(bundle -> typed.stream().anyMatch(bundle::isMeantBy))
                .findFirst();
    }

    @Override
    void judge(List<String> typed) throws Refused {
        Optional<Known> taken = takenByAny(needed.get(), typed);
        if (taken.isPresent()) {
            throw new Refused("This shell needs " + taken.get().symbolicName() + " ("
                    + taken.get().id()
                    + "), and without it nothing could be started again. To end the gateway: bin/bms stop.");
        }
    }
}
