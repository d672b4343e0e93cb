// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Gives the room of an outage back to the disk once it is over. Outside transactions. */
final class Shrinking {
    private static final int INCREMENTAL = 2;
    /** Rewriting a larger file at start would take too long; it is then kept, and its free pages are used again. */
    private static final int MAX_PAGES = 4096;

    private static final int SLACK_PAGES = 64;
    /** Pages given back in one step: few, so that the write-ahead log stays small. */
    private static final int PAGES_AT_ONCE = 128;

    private Shrinking() {}

    /** Makes the file able to shrink, for which it has to be written anew once. */
    static boolean allow(Connection connection) throws SQLException {
        if (number(connection, "PRAGMA auto_vacuum") == INCREMENTAL
                || number(connection, "PRAGMA page_count") > MAX_PAGES) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = " + INCREMENTAL);
            statement.execute("VACUUM");
        }
        return true;
    }

    static boolean giveBack(Connection connection) throws SQLException {
        long excess = number(connection, "PRAGMA freelist_count") - SLACK_PAGES;
        if (excess <= 0) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            // Not execute(), which takes one step only, and a step gives back one page.
            statement.executeUpdate("PRAGMA incremental_vacuum(" + Math.min(excess, PAGES_AT_ONCE) + ")");
        }
        return true;
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
