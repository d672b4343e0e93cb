// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * While the gateway starts, and while a bundle is replaced, a command of ours may lack a service that it needs, and
 * Karaf registers all of them anew whenever a service comes or goes. A command is therefore awaited, with what it
 * needs, before what was typed is run; one that nobody has is not.
 */
final class AwaitedCommands {
    /**
     * A command with its scope, or what a statement begins with; the shell finds both in whatever case they are typed.
     */
    private static final Pattern NAME = Pattern.compile(
            "(?:(?<![\\w:-])" + CommandNeeds.SCOPE + ":|(?:^|[;|&{(\\n])\\s*)([a-z][a-z-]*)(?![\\w:-])",
            Pattern.CASE_INSENSITIVE);

    private static final long LOOK_MILLIS = 100;

    private final CommandNeeds needs;
    private final Duration patience;

    /**
     * @param needs our commands, and what they need
     * @param patience how long one is awaited
     */
    AwaitedCommands(CommandNeeds needs, Duration patience) {
        this.needs = needs;
        this.patience = patience;
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
                .filter(needs.commands()::contains)
                .collect(Collectors.toSet());
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<String> missing = missing(needed, known);
        boolean awaited = missing.isPresent();
        while (missing.isPresent() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_MILLIS);
            missing = missing(needed, known);
        }
        if (awaited && missing.isEmpty()) {
            // Whoever waited for the last service may be ahead of Karaf, which hands it to the commands.
            Thread.sleep(LOOK_MILLIS);
        }
        return missing;
    }

    private Optional<String> missing(Set<String> needed, BiPredicate<String, String> known) {
        return needed.stream()
                .flatMap(name -> needs.lacking(name).or(() -> unknown(name, known)).stream())
                .findFirst();
    }

    private Optional<String> unknown(String name, BiPredicate<String, String> known) {
        return known.test(CommandNeeds.SCOPE, name)
                ? Optional.empty()
                : Optional.of(CommandNeeds.SCOPE + ":" + name + " cannot be had: the shell has not known it for "
                        + patience.toSeconds() + " s; see the log");
    }
}
