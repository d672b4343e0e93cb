// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import java.time.Duration;

/** How long an interval may be, wherever it comes from (docs/wire.md, "get_config"). */
final class Intervals {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private Intervals() {}

    static void require(String what, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " is " + interval.toMillis() / 1000.0 + " s; use "
                    + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds());
        }
    }
}
