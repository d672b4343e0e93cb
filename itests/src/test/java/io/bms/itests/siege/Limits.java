// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an attack may cost the one who works beside it.
 *
 * @param slowness how many times longer things may take than is wanted; beyond that they stand still
 * @param failures whether each single thing must succeed, and some of each be done
 * @param samplesMissed seconds without a sample
 * @param grownMb resident memory above that of the start, MiB
 */
record Limits(int slowness, boolean failures, long samplesMissed, double grownMb) {
    /** What is wanted, on a machine that has nothing else to do. */
    static final Limits WANTED = new Limits(1, true, 0, 64);
    /** For attacks of seconds on any machine: nothing stands still. Memory says nothing then. */
    static final Limits NO_STANDSTILL = new Limits(10, false, 4, Double.POSITIVE_INFINITY);

    /** Milliseconds at p99. */
    private static final Map<String, Integer> TIMES =
            new TreeMap<>(Map.of("page", 300, "health", 300, "write", 1_000, "sign-in", 3_000));

    private static final double SECONDS_AFTER = 2;
    /** How much longer a restart may take than without an attack before it. */
    private static final double LONGER_RESTART = 1.5;

    /**
     * What was beyond them.
     *
     * @param undisturbed the same without an attack: to find that all works takes a while even then
     */
    List<String> passed(Siege.Outcome outcome, Siege.Outcome undisturbed) {
        List<String> passed = new ArrayList<>();
        TIMES.forEach((what, wanted) -> {
            GoodClient.Times times = outcome.during().get(what);
            if (times.p99() >= wanted * slowness) {
                passed.add(outcome.attack() + ": " + what + " took " + times);
            }
            if (failures && (times.failed() > 0 || times.count() == 0)) {
                passed.add(outcome.attack() + ": " + what + " failed or stood still, " + times);
            }
        });
        if (outcome.samplesMissed() > samplesMissed) {
            passed.add(outcome.attack() + ": " + outcome.samplesMissed() + " s without a sample");
        }
        if (outcome.secondsAfter() > undisturbed.secondsAfter() + SECONDS_AFTER * slowness) {
            passed.add(outcome.attack() + ": all worked again only after " + outcome.secondsAfter() + " s");
        }
        double restart = outcome.restart().orElse(0);
        if (restart > undisturbed.restart().orElse(restart) * LONGER_RESTART * slowness) {
            passed.add(outcome.attack() + ": a restart took " + restart + " s");
        }
        if (outcome.aboveStartMb() > grownMb) {
            passed.add(outcome.attack() + ": memory is " + outcome.aboveStartMb() + " MiB above that of the start");
        }
        return passed;
    }
}
