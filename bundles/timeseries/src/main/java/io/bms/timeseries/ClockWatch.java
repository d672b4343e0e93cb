// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import java.time.Clock;
import java.time.Instant;

/** Finds a clock that is certainly wrong: earlier than this gateway was built, or than a sample that it stored. */
final class ClockWatch {
    /** Samples of the same second may carry times of different devices' lanes. */
    private static final long TOLERANCE_MS = 2_000;

    private final Clock clock;
    private final Instant built;
    private final HistoryProblems problems;

    ClockWatch(Clock clock, Instant built, HistoryProblems problems) {
        this.clock = clock;
        this.built = built;
        this.problems = problems;
    }

    /** @param newest time of the newest stored sample in milliseconds */
    boolean isPlausible(long newest) {
        Instant now = clock.instant();
        if (now.isBefore(built)) {
            problems.raise(
                    HistoryProblems.CLOCK_BEHIND,
                    "the clock says " + now + ", and this gateway was built later, at " + built
                            + "; set it right, and check the time server; until then all values are uncertain");
            return false;
        }
        if (now.plusMillis(TOLERANCE_MS).isBefore(Instant.ofEpochMilli(newest))) {
            problems.raise(
                    HistoryProblems.CLOCK_BEHIND,
                    "the clock is earlier than the newest stored sample, of " + Instant.ofEpochMilli(newest)
                            + "; set it right, and check the time server; until then all values are uncertain");
            return false;
        }
        problems.clear(HistoryProblems.CLOCK_BEHIND);
        return true;
    }
}
