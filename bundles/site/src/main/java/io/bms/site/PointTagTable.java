// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.point.PointId;
import io.bms.api.site.GivenTags;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people say that points mean. Within the caller's transactions. */
record PointTagTable(Connection connection) {
    static final String NAME = "site_point_tag";
    static final List<String> CREATE =
            List.of("CREATE TABLE " + NAME + " (point_id TEXT PRIMARY KEY, tags TEXT NOT NULL) WITHOUT ROWID");

    Map<PointId, GivenTags> read() throws SQLException {
        Map<PointId, GivenTags> given = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT point_id, tags FROM " + NAME)) {
            while (row.next()) {
                given.put(
                        PointId.parse(row.getString(1)),
                        GivenTags.of(List.of(row.getString(2).split(" "))));
            }
        }
        return given;
    }

    /** These take the place of all that are there. */
    void write(Map<PointId, GivenTags> given) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + NAME);
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + NAME + " (point_id, tags) VALUES (?, ?)")) {
            for (Map.Entry<PointId, GivenTags> one : given.entrySet()) {
                insert.setString(1, one.getKey().toString());
                insert.setString(2, String.join(" ", one.getValue().names()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
