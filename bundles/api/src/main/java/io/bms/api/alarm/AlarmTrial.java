// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rule would have done in a span of the past.
 *
 * @param from where the span begins
 * @param samples how many samples there were to judge by
 * @param onsets how often it would have raised its alarm
 * @param newest the newest of those, the older first, {@value #MOST} at most
 */
public record AlarmTrial(Instant from, long samples, int onsets, List<Onset> newest) {
    public static final int MOST = 100;

    public AlarmTrial {
        Objects.requireNonNull(from, "from");
        newest = List.copyOf(newest);
    }

    /** @param goneAt empty if it would still be there */
    public record Onset(Instant at, Optional<Instant> goneAt) {
        public Onset {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(goneAt, "goneAt");
        }
    }
}
