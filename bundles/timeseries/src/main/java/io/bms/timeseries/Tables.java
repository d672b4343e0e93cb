// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.sqlite.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of the history. Both tables of samples are only ever appended to, at the end, so that a
 * second's samples touch few pages and the oldest pages become free as a whole.
 *
 * <p>{@code sample} has no index: it is small, and one would have to be written for every sample.
 */
final class Tables {
    static final Schema SCHEMA = new Schema(
            "timeseries",
            List.of(List.of(
                    "CREATE TABLE point (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
                    "CREATE TABLE sample (id INTEGER PRIMARY KEY, point INTEGER NOT NULL, time_ms INTEGER NOT NULL,"
                            + " state INTEGER NOT NULL, interval_ms INTEGER NOT NULL, value NOT NULL)",
                    "CREATE TABLE block (id INTEGER PRIMARY KEY, point INTEGER NOT NULL, first_ms INTEGER NOT NULL,"
                            + " last_ms INTEGER NOT NULL, body BLOB NOT NULL)",
                    "CREATE INDEX block_time ON block (point, first_ms, last_ms)")));

    private static final int INCREMENTAL = 2;

    private Tables() {}

    /** Makes the file able to shrink; only an all but empty one has to be rewritten for that. */
    static boolean allowShrinking(Connection connection) throws SQLException {
        if (number(connection, "PRAGMA auto_vacuum") == INCREMENTAL) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = " + INCREMENTAL);
            statement.execute("VACUUM");
        }
        return true;
    }

    /** From now on a commit leaves the write-ahead log as it is; gives the number of pages at which one did not. */
    static long holdCheckpoints(Connection connection) throws SQLException {
        long pages = number(connection, "PRAGMA wal_autocheckpoint");
        letCheckpoint(connection, 0);
        return pages;
    }

    /** From now on a commit does a checkpoint once the write-ahead log has this number of pages. */
    static long letCheckpoint(Connection connection, long pages) throws SQLException {
        return number(connection, "PRAGMA wal_autocheckpoint = " + pages);
    }

    /** Brings the write-ahead log into the file, as far as no reader needs it; waits for nobody. */
    static long checkpoint(Connection connection) throws SQLException {
        return number(connection, "PRAGMA wal_checkpoint(PASSIVE)");
    }

    /** A query's one number, 0 where it is none. */
    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
