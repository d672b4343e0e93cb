// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.point.PointId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Compares how the gateway is with how it was before something of it was replaced: what was so has to be so again.
 *
 * @param before how it was
 * @param judged the points that are waited for
 * @param expected the versions of what was replaced, by symbolic name; an empty one: it must not run any more
 * @param since when that was done: what the former ones read or wrote counts for nothing
 */
record UpdateGate(Measured before, Set<PointId> judged, Map<String, String> expected, Instant since) {
    /**
     * Something that is not as it was.
     *
     * @param ours it can have no cause outside of the gateway, as a device or a broker that is away
     */
    record Finding(boolean ours, String text) {
        private static Finding inside(String text) {
            return new Finding(true, text);
        }

        private static Finding outside(String text) {
            return new Finding(false, text);
        }
    }

    /** The same, as of now: the clock was set back, and nothing would be newer for a long time. */
    UpdateGate since(Instant now) {
        return new UpdateGate(before, judged, expected, now);
    }

    /** Of the points that were good, how many of a hundred may be away: devices come and go. */
    private static final int AWAY_PERCENT = 1;

    private static final long HEAP_GROWTH_BYTES = 64L << 20;

    /**
     * What is not as it was, for people; empty: all is.
     *
     * @param historyWritten the history has a sample of them since
     */
    List<Finding> findings(Measured now, Predicate<Set<PointId>> historyWritten) {
        List<Finding> findings = new ArrayList<>(bundles(now));
        Set<String> unsatisfied = new TreeSet<>(before.satisfied());
        unsatisfied.retainAll(now.declared());
        unsatisfied.removeAll(now.satisfied());
        unsatisfied.forEach(name -> findings.add(Finding.inside("the component " + name + " is not satisfied")));
        if (before.connected() && !now.connected()) {
            findings.add(Finding.outside("MQTT is not connected"));
        }
        if (before.ready() && !now.ready()) {
            findings.add(Finding.outside("the gateway is not ready"));
        }
        Set<String> problems = new TreeSet<>(now.problems());
        problems.removeAll(before.problems());
        problems.forEach(code -> findings.add(Finding.outside("the status has the problem " + code)));
        findings.addAll(points(now));
        if (before.historyKept() && !wanted().isEmpty() && !historyWritten.test(wanted())) {
            findings.add(Finding.outside("the history has no sample since"));
        }
        if (now.heapBytes() > 2 * before.heapBytes() + HEAP_GROWTH_BYTES) {
            findings.add(Finding.inside(
                    "it takes " + (now.heapBytes() >> 20) + " MiB of memory, and took " + (before.heapBytes() >> 20)));
        }
        return findings;
    }

    private List<Finding> bundles(Measured now) {
        List<Finding> findings = new ArrayList<>();
        for (String name : new TreeSet<>(before.running().keySet())) {
            if (!expected.containsKey(name) && !now.running().containsKey(name)) {
                findings.add(Finding.inside(name + " does not run"));
            }
        }
        expected.forEach((name, version) -> {
            String there = now.running().getOrDefault(name, "");
            if (!there.equals(version)) {
                findings.add(Finding.inside(
                        there.isEmpty()
                                ? name + " " + version + " does not run"
                                : name + " " + there + " runs" + (version.isEmpty() ? "" : ", and not " + version)));
            }
        });
        return findings;
    }

    private Set<PointId> wanted() {
        Set<PointId> wanted = new TreeSet<>(before.good().keySet());
        wanted.retainAll(judged);
        return wanted;
    }

    private List<Finding> points(Measured now) {
        List<PointId> away = wanted().stream()
                .filter(point -> !now.good().getOrDefault(point, Instant.MIN).isAfter(since))
                .toList();
        int allowed = wanted().size() * AWAY_PERCENT / 100;
        return away.size() <= allowed
                ? List.of()
                : List.of(Finding.outside(away.size() + " of " + wanted().size()
                        + " points that were good are not good again, one is " + away.get(0)));
    }
}
