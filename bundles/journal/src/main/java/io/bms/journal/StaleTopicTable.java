// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The table of retained topics that are to be cleared at the broker, and all SQL on it. */
final class StaleTopicTable {
    static final String CREATE = "CREATE TABLE stale_topic (topic TEXT PRIMARY KEY) WITHOUT ROWID";

    private StaleTopicTable() {}

    static int insert(Connection connection, List<String> topics) throws SQLException {
        return each(connection, "INSERT OR IGNORE INTO stale_topic (topic) VALUES (?)", topics);
    }

    static int delete(Connection connection, List<String> topics) throws SQLException {
        return each(connection, "DELETE FROM stale_topic WHERE topic = ?", topics);
    }

    private static int each(Connection connection, String sql, List<String> topics) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            int changed = 0;
            for (String topic : topics) {
                change.setString(1, topic);
                changed += change.executeUpdate();
            }
            return changed;
        }
    }

    static List<String> first(Connection connection, int most) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT topic FROM stale_topic ORDER BY topic LIMIT ?")) {
            query.setInt(1, most);
            try (ResultSet row = query.executeQuery()) {
                List<String> topics = new ArrayList<>();
                while (row.next()) {
                    topics.add(row.getString(1));
                }
                return topics;
            }
        }
    }
}
