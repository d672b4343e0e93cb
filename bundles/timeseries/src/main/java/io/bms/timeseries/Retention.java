// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Lets go of the oldest history, and gives its pages back to the disk. Thread: bms-timeseries-writer. */
final class Retention {
    /** As many as SQLite can count. */
    static final long UNLIMITED_PAGES = 4_294_967_294L;

    /** Free pages that are kept, since packing needs and frees as many again and again. */
    private static final int SLACK_PAGES = 512;
    /** In one transaction, so that the write-ahead log stays small. */
    private static final int PAGES_AT_ONCE = 128;

    private Retention() {}

    /**
     * @param count of blocks, and of rows, that go at most
     * @return how many rows and blocks went
     */
    static int dropBefore(Connection connection, long time, int count) throws SQLException {
        int dropped = 0;
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM block WHERE id IN (SELECT block.id FROM point"
                        + " JOIN block ON block.point = point.id WHERE block.first_ms < ?1 AND block.last_ms < ?1"
                        + " LIMIT ?2)")) {
            delete.setLong(1, time);
            delete.setInt(2, count);
            dropped += delete.executeUpdate();
        }
        if (dropped == count) {
            // the rows' turn, for which all of them are looked at, comes once
            return dropped;
        }
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM sample WHERE id IN (SELECT id FROM sample WHERE time_ms < ? LIMIT ?)")) {
            delete.setLong(1, time);
            delete.setInt(2, count);
            return dropped + delete.executeUpdate();
        }
    }

    /** Drops the blocks that were made first; where there are none, rows. */
    static int dropOldest(Connection connection, int count) throws SQLException {
        for (String table : new String[] {"block", "sample"}) {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + table + " ORDER BY id LIMIT ?)")) {
                delete.setInt(1, count);
                int dropped = delete.executeUpdate();
                if (dropped > 0) {
                    return dropped;
                }
            }
        }
        return 0;
    }

    static long usedBytes(Connection connection) throws SQLException {
        return Tables.number(connection, "PRAGMA page_size")
                * (Tables.number(connection, "PRAGMA page_count") - Tables.number(connection, "PRAGMA freelist_count"));
    }

    /** Until the connection is closed; a transaction that needs more fails as on a full disk. */
    static long limitGrowth(Connection connection, long pages) throws SQLException {
        return Tables.number(connection, "PRAGMA max_page_count = " + pages);
    }

    /** @return whether there is more to give back */
    static boolean giveBack(Connection connection) throws SQLException {
        long excess = Tables.number(connection, "PRAGMA freelist_count") - SLACK_PAGES;
        if (excess <= 0) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            // Not execute(), which takes one step only, and a step gives back one page.
            statement.executeUpdate("PRAGMA incremental_vacuum(" + Math.min(excess, PAGES_AT_ONCE) + ")");
        }
        return excess > PAGES_AT_ONCE;
    }
}
