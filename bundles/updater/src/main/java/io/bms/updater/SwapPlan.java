// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdatePlan.Way;
import io.bms.update.FeatureList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What changes between the bundles that run and those of an update, and whether that can be done while the gateway
 * runs: only bundles of ours, on which no other stands, and not the one that does it.
 *
 * @param changes bundle by bundle
 * @param why it needs a restart; empty: it can be done while the gateway runs
 * @param otherDistribution it is another distribution that has to run
 */
record SwapPlan(List<FeatureList.Change> changes, Optional<String> why, boolean otherDistribution) {
    private static final String OURS = "io.bms/bms-";
    private static final String SELF = "updater";

    SwapPlan {
        changes = List.copyOf(changes);
    }

    /** Of bundles alone. */
    SwapPlan(List<FeatureList.Change> changes, Optional<String> why) {
        this(changes, why, false);
    }

    /**
     * @param closure of symbolic names: the bundles that restart when these do, themselves included
     * @param watched the launcher can watch over it, and Karaf knows what runs
     */
    static SwapPlan of(List<FeatureList.Change> changes, UnaryOperator<Set<String>> closure, boolean watched) {
        Optional<String> library = changes.stream()
                .map(FeatureList.Change::name)
                .filter(name -> !name.startsWith(OURS))
                .findFirst();
        if (library.isPresent()) {
            return new SwapPlan(changes, Optional.of("it changes the library " + library.get()));
        }
        Set<String> changed = changes.stream().map(SwapPlan::symbolicName).collect(Collectors.toSet());
        if (changed.contains("io.bms." + SELF)) {
            return new SwapPlan(changes, Optional.of("it changes what installs updates"));
        }
        Set<String> others = new TreeSet<>(closure.apply(changed));
        others.removeAll(changed);
        if (!others.isEmpty()) {
            return new SwapPlan(
                    changes,
                    Optional.of("other bundles stand upon what it changes: "
                            + others.stream().map(SwapPlan::shortName).collect(Collectors.joining(", "))));
        }
        return new SwapPlan(
                changes, watched ? Optional.empty() : Optional.of("nothing watches over it in this process"));
    }

    /** The same by a restart, whatever changes. */
    SwapPlan byRestart(String reason) {
        return new SwapPlan(changes, Optional.of(reason), otherDistribution);
    }

    /** @param why it is another distribution that has to run */
    static SwapPlan ofDistribution(String why) {
        return new SwapPlan(List.of(), Optional.of(why), true);
    }

    boolean isHot() {
        return why.isEmpty();
    }

    UpdatePlan plan(String id) {
        return new UpdatePlan(
                id,
                way(),
                why.map(reason -> "The gateway has to start anew, since " + reason + ".")
                        .orElse("It is done while the gateway runs: no other bundle stands upon what it changes."),
                otherDistribution
                        ? List.of("the whole distribution, with Karaf, the launcher and bin/bms")
                        : changes.stream().map(SwapPlan::text).toList(),
                isHot() ? Pauses.of(names()) : Pauses.ofRestart(otherDistribution));
    }

    private Way way() {
        if (isHot()) {
            return Way.HOT;
        }
        return otherDistribution ? Way.DISTRIBUTION : Way.RESTART;
    }

    private Collection<String> names() {
        return changes.stream().map(change -> shortName(symbolicName(change))).toList();
    }

    /** The way back. */
    SwapPlan reversed() {
        return new SwapPlan(
                changes.stream()
                        .map(change -> new FeatureList.Change(change.name(), change.to(), change.from()))
                        .toList(),
                why,
                otherDistribution);
    }

    /** The versions that are to run, by symbolic name; empty: not any more. As OSGi writes them. */
    Map<String, String> expected() {
        Map<String, String> expected = new HashMap<>();
        changes.forEach(change -> expected.put(
                symbolicName(change),
                change.to().map(to -> to.replaceFirst("-", ".")).orElse("")));
        return expected;
    }

    private static String symbolicName(FeatureList.Change change) {
        return "io.bms." + change.name().substring(OURS.length());
    }

    private static String shortName(String symbolicName) {
        return symbolicName.replaceFirst("^io\\.bms\\.", "");
    }

    private static String text(FeatureList.Change change) {
        String name = change.name().startsWith(OURS) ? change.name().substring(OURS.length()) : change.name();
        return Stream.of(
                        Optional.of(name),
                        change.from(),
                        change.from().isPresent() && change.to().isPresent()
                                ? Optional.of("->")
                                : Optional.<String>empty(),
                        change.to(),
                        change.from().isEmpty() ? Optional.of("(new)") : Optional.<String>empty(),
                        change.to().isEmpty() ? Optional.of("(removed)") : Optional.<String>empty())
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
    }
}
