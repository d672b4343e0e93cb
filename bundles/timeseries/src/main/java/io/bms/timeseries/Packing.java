// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.sqlite.Database;
import io.bms.timeseries.block.Readings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns rows into blocks, some points at a time, so that samples that come meanwhile do not wait for all of it. A point
 * with few rows keeps them until they are worth a block. The rows of neighbouring points lie side by side
 * ({@link HotSamples#insert}), so most pages become free whole, with one portion. Thread: bms-timeseries-writer.
 */
final class Packing {
    /** Rows of a portion, some 12 MB; a point is not divided. */
    private static final int ROWS = 200_000;
    /** Rows that are looked at without a pause. */
    private static final int LOOK = 100_000;

    private final Database database;
    private final int least;
    private final int most;
    private final int look;
    private final Runnable pause;
    /** The last row of each look. */
    private final List<Long> lasts = new ArrayList<>();
    /** Of each point, by its number. */
    private int[] counts = new int[1_024];

    private int point;

    /**
     * @param least rows of a point, below which it keeps them
     * @param pause runs again and again while nothing else is done with the database
     */
    Packing(Database database, int least, Runnable pause) {
        this(database, least, ROWS, LOOK, pause);
    }

    Packing(Database database, int least, int most, int look, Runnable pause) {
        this.database = database;
        this.least = least;
        this.most = most;
        this.look = look;
        this.pause = pause;
        long newest = database.read(connection -> Tables.number(connection, "SELECT max(id) FROM sample"));
        for (long last = 0; last < newest; lasts.add(last)) {
            long after = last;
            last = database.read(connection -> count(connection, after, newest));
            pause.run();
        }
    }

    /** @return the last row that was looked at */
    private long count(Connection connection, long after, long newest) throws SQLException {
        long last = newest;
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT id, point FROM sample WHERE id > ? AND id <= ? ORDER BY id LIMIT ?")) {
            query.setLong(1, after);
            query.setLong(2, newest);
            query.setInt(3, look);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    last = row.getLong(1);
                    int of = row.getInt(2);
                    if (of >= counts.length) {
                        counts = Arrays.copyOf(counts, Math.max(of + 1, counts.length * 2));
                    }
                    counts[of]++;
                }
            }
        }
        return last;
    }

    /** The rows of the next points, which stay as they are until they are stored; nothing when all had their turn. */
    Optional<Portion> next() {
        int first = point;
        int taken = 0;
        for (; point < counts.length && taken < most; point++) {
            if (counts[point] >= least) {
                taken += counts[point];
            }
        }
        if (taken == 0) {
            return Optional.empty();
        }
        Portion portion = new Portion();
        int end = point;
        long after = 0;
        for (long last : lasts) {
            long from = after;
            database.read(connection -> read(connection, from, last, first, end, portion));
            after = last;
            pause.run();
        }
        return Optional.of(portion);
    }

    private boolean read(Connection connection, long after, long last, int first, int end, Portion portion)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT id, point, time_ms, state, interval_ms, value FROM sample"
                        + " WHERE id > ? AND id <= ? AND point >= ? AND point < ? ORDER BY id")) {
            query.setLong(1, after);
            query.setLong(2, last);
            query.setInt(3, first);
            query.setInt(4, end);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    if (counts[row.getInt(2)] >= least) {
                        portion.add(row);
                    }
                }
            }
        }
        return true;
    }

    /** All rows of some points. */
    static final class Portion {
        private final Map<Integer, Readings> readings = new TreeMap<>();
        /** From the first of neighbouring rows to the last, in turns. */
        private long[] rows = new long[1_024];

        private int ends;

        private void add(ResultSet row) throws SQLException {
            long id = row.getLong(1);
            HotSamples.read(row, 3, readings.computeIfAbsent(row.getInt(2), number -> new Readings()));
            if (ends > 0 && rows[ends - 1] == id - 1) {
                rows[ends - 1] = id;
                return;
            }
            if (ends == rows.length) {
                rows = Arrays.copyOf(rows, 2 * ends);
            }
            rows[ends++] = id;
            rows[ends++] = id;
        }

        /**
         * Makes blocks of the rows, all of it in the caller's transaction: a crash leaves the rows or the blocks.
         *
         * @return how many rows went into blocks
         */
        int store(Connection connection) throws SQLException {
            for (Map.Entry<Integer, Readings> one : readings.entrySet()) {
                Blocks.insert(connection, one.getKey(), one.getValue().sorted());
            }
            int stored = 0;
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM sample WHERE id BETWEEN ? AND ?")) {
                for (int i = 0; i < ends; i += 2) {
                    delete.setLong(1, rows[i]);
                    delete.setLong(2, rows[i + 1]);
                    stored += delete.executeUpdate();
                }
            }
            return stored;
        }
    }
}
