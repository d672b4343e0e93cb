// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.Failure;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import java.util.Optional;
import java.util.function.Predicate;

/** What the gateway holds in points that are about to go out of its sight. */
final class Holdings {
    private Holdings() {}

    /**
     * Releases it, and says how much that was.
     *
     * @param undone what was not done, to begin the sentence where something cannot be released
     */
    static String release(Monitoring monitoring, Predicate<PointId> points, String undone)
            throws Refused, InterruptedException {
        long held = monitoring.overrides().stream()
                .filter(override -> points.test(override.pointId()))
                .count();
        Optional<Failure> kept = Results.await(monitoring.release(points), Results.PATIENCE);
        if (kept.isPresent()) {
            throw new Refused(undone + ", since " + kept.get().message() + ".");
        }
        return held == 0 ? "" : "What the gateway had written was released first, " + held + " in all. ";
    }
}
