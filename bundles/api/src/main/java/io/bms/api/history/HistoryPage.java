// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.history;

import io.bms.api.point.PointId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What was found, or as much of it as was asked for.
 *
 * @param series one for every point asked for, in that order, be it empty
 * @param cursor gets the next page; empty on the last one, and for buckets
 * @param unknown those of the points that never had a sample
 */
public record HistoryPage<E>(List<Series<E>> series, Optional<String> cursor, Set<PointId> unknown) {
    public HistoryPage {
        series = List.copyOf(series);
        Objects.requireNonNull(cursor, "cursor");
        unknown = Set.copyOf(unknown);
    }

    /** One point's samples or buckets, by time. */
    public record Series<E>(PointId pointId, List<E> entries) {
        public Series {
            Objects.requireNonNull(pointId, "pointId");
            entries = List.copyOf(entries);
        }
    }
}
