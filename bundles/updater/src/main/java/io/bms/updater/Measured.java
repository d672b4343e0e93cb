// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.point.PointId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * How the gateway was at one time.
 *
 * @param running the versions of the bundles that run, by symbolic name
 * @param declared the components that the bundles declare
 * @param satisfied those of them that have all they need
 * @param connected the MQTT session is up
 * @param ready as {@code /api/health/ready} answers
 * @param problems the codes of what the status says is wrong
 * @param good the points whose newest sample is good, and its time
 * @param heapBytes in use after the last collection
 * @param historyKept a history is there
 */
record Measured(
        Map<String, String> running,
        Set<String> declared,
        Set<String> satisfied,
        boolean connected,
        boolean ready,
        Set<String> problems,
        Map<PointId, Instant> good,
        long heapBytes,
        boolean historyKept) {
    Measured {
        running = Map.copyOf(running);
        declared = Set.copyOf(declared);
        satisfied = Set.copyOf(satisfied);
        problems = Set.copyOf(problems);
        good = Map.copyOf(good);
    }
}
