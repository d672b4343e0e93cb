// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.point.PointId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The dictionary: a small number for each point that ever had a sample. */
final class PointTable {
    private PointTable() {}

    static Map<PointId, Integer> all(Connection connection) throws SQLException {
        Map<PointId, Integer> ids = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT name, id FROM point");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ids.put(PointId.parse(row.getString(1)), row.getInt(2));
            }
        }
        return ids;
    }

    static OptionalInt find(Connection connection, PointId point) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM point WHERE name = ?")) {
            query.setString(1, point.toString());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
            }
        }
    }

    /** Numbers for points that have none yet. */
    static Map<PointId, Integer> add(Connection connection, Collection<PointId> points) throws SQLException {
        Map<PointId, Integer> added = new HashMap<>();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO point (name) VALUES (?) RETURNING id")) {
            for (PointId point : points) {
                insert.setString(1, point.toString());
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    added.put(point, row.getInt(1));
                }
            }
        }
        return added;
    }
}
