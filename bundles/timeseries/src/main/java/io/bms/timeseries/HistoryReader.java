// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.sqlite.Database;
import io.bms.timeseries.block.Readings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Answers from the stored samples, over a connection of its own, so that it never holds the writer up.
 *
 * <p>Thread: any.
 */
final class HistoryReader {
    private final Database database;

    HistoryReader(Database database) {
        this.database = database;
    }

    HistoryPage<Sample> samples(List<PointId> points, Instant from, Instant to, int limit, Optional<Cursor> cursor) {
        Page page = new Page(from.toEpochMilli(), to.toEpochMilli(), limit, cursor);
        Set<PointId> unknown = inSnapshot(points, to.toEpochMilli(), (point, stored) -> {
            if (stored.isEmpty() || !page.wantsPoint()) {
                page.skipPoint(point);
                return;
            }
            try (Timeline timeline = stored.get().from(page.from())) {
                page.addPoint(point, timeline);
            }
        });
        return new HistoryPage<>(page.series(), page.next(), unknown);
    }

    HistoryPage<HistoryBucket> buckets(List<PointId> points, Instant from, Instant to, int count) {
        List<HistoryPage.Series<HistoryBucket>> series = new ArrayList<>();
        Set<PointId> unknown = inSnapshot(points, to.toEpochMilli(), (point, stored) -> {
            BucketFold fold = new BucketFold(from.toEpochMilli(), to.toEpochMilli(), count);
            if (stored.isPresent()) {
                try (Timeline timeline = stored.get().from(from.toEpochMilli())) {
                    for (Optional<Readings> part = timeline.next(); part.isPresent(); part = timeline.next()) {
                        fold.add(part.get());
                    }
                }
            }
            series.add(new HistoryPage.Series<>(point, fold.finish()));
        });
        return new HistoryPage<>(series, Optional.empty(), unknown);
    }

    /** One of the points asked for, as it is stored. */
    private record Stored(Connection connection, int id, long to, Readings rows) {
        Timeline from(long time) throws SQLException {
            return new Timeline(connection, id, time, to, rows);
        }
    }

    private interface Visitor {
        void visit(PointId point, Optional<Stored> stored) throws SQLException;
    }

    /**
     * Visits the points, all as of the same moment, so that what is being packed is seen once.
     *
     * @return those that have never had a sample
     */
    private Set<PointId> inSnapshot(List<PointId> points, long to, Visitor visitor) {
        return database.read(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN");
                try {
                    return visit(connection, points, to, visitor);
                } finally {
                    statement.execute("COMMIT");
                }
            }
        });
    }

    private static Set<PointId> visit(Connection connection, List<PointId> points, long to, Visitor visitor)
            throws SQLException {
        Map<PointId, Integer> ids = new HashMap<>();
        for (PointId point : points) {
            OptionalInt id = PointTable.find(connection, point);
            if (id.isPresent()) {
                ids.put(point, id.getAsInt());
            }
        }
        Map<Integer, Readings> rows = HotSamples.before(connection, ids.values(), to);
        for (PointId point : points) {
            visitor.visit(
                    point,
                    Optional.ofNullable(ids.get(point))
                            .map(id -> new Stored(connection, id, to, rows.getOrDefault(id, new Readings()))));
        }
        Set<PointId> unknown = new HashSet<>(points);
        unknown.removeAll(ids.keySet());
        return unknown;
    }
}
