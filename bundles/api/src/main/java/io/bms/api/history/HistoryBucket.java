// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.history;

import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One part of a span of history.
 *
 * @param start where the part begins
 * @param numbers empty where only bad samples or texts were
 * @param count of samples, without the bad ones
 * @param worstQuality of all samples, the bad ones among them
 */
public record HistoryBucket(Instant start, Optional<Numbers> numbers, int count, Quality worstQuality) {
    public HistoryBucket {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(numbers, "numbers");
        Objects.requireNonNull(worstQuality, "worstQuality");
    }

    /**
     * Numbers have the point's own type, so that a REAL is shown as one; the state of a binary object is the
     * Integer 0 or 1.
     *
     * @param average weighted by time: a sample holds until the next that is not bad, at most three
     *     intervals. A value that holds from before the bucket weighs in too, so this may lie outside
     *     of {@code min} and {@code max}, which are of the bucket's own samples.
     */
    public record Numbers(PointValue min, PointValue max, PointValue average, PointValue last) {
        public Numbers {
            Objects.requireNonNull(min, "min");
            Objects.requireNonNull(max, "max");
            Objects.requireNonNull(average, "average");
            Objects.requireNonNull(last, "last");
        }
    }
}
