// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Karaf knows a command only while all services that it asks for are there. While the gateway starts, and while a
 * bundle is replaced, a command of ours is therefore awaited before what was typed is run; one that nobody has is not.
 */
final class AwaitedCommands {
    static final String SCOPE = "bms";

    /**
     * A command with its scope, or what a statement begins with; the shell finds both in whatever case they are typed.
     */
    private static final Pattern NAME = Pattern.compile(
            "(?:(?<![\\w:-])" + SCOPE + ":|(?:^|[;|&{(\\n])\\s*)([a-z][a-z-]*)(?![\\w:-])", Pattern.CASE_INSENSITIVE);

    private static final long LOOK_MILLIS = 100;

    private final Set<String> declared;
    private final Duration patience;

    /**
     * @param declared the names of our commands, without the scope
     * @param patience how long one is awaited
     */
    AwaitedCommands(Set<String> declared, Duration patience) {
        this.declared = declared;
        this.patience = patience;
    }

    /** The commands of which a bundle has the classes, beside the exception that all of them throw. */
    static AwaitedCommands of(Bundle bundle, Duration patience) {
        String folder = Refused.class.getPackageName().replace('.', '/');
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return new AwaitedCommands(
                wiring.listResources(folder, "*Action.class", BundleWiring.LISTRESOURCES_LOCAL).stream()
                        .map(resource -> nameOf(bundle, resource))
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableSet()),
                patience);
    }

    private static Optional<String> nameOf(Bundle bundle, String resource) {
        String type =
                resource.substring(0, resource.length() - ".class".length()).replace('/', '.');
        try {
            return Optional.ofNullable(bundle.loadClass(type).getAnnotation(Command.class))
                    .map(Command::name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(resource + " is in this bundle and cannot be loaded", e);
        }
    }

    /**
     * Waits until what is about to be run has its commands. Blocks.
     *
     * @param script what was typed
     * @param known whether a command of a scope and a name is there now
     * @return what to say when one still is not there
     */
    Optional<String> await(String script, BiPredicate<String, String> known) throws InterruptedException {
        Set<String> needed = NAME.matcher(script)
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                .filter(declared::contains)
                .collect(Collectors.toSet());
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<String> missing = missing(needed, known);
        while (missing.isPresent() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_MILLIS);
            missing = missing(needed, known);
        }
        return missing.map(name -> SCOPE + ":" + name + " cannot be had: the part of the gateway that it needs has not"
                + " been running for " + patience.toSeconds() + " s; see bms:status and the log");
    }

    private static Optional<String> missing(Set<String> needed, BiPredicate<String, String> known) {
        return needed.stream().filter(name -> !known.test(SCOPE, name)).findFirst();
    }
}
