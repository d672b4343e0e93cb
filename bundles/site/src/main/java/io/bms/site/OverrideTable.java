// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.sqlite.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of overrides, and all SQL on it. Times are kept to the millisecond. */
final class OverrideTable {
    static final Schema SCHEMA = new Schema(
            "override",
            List.of(
                    List.of(
                            "CREATE TABLE point_override (point_id TEXT NOT NULL, priority INTEGER NOT NULL, value TEXT NOT NULL,"
                                    + " since_ms INTEGER NOT NULL, until_ms INTEGER, PRIMARY KEY (point_id, priority)) WITHOUT ROWID"),
                    List.of("ALTER TABLE point_override ADD COLUMN replaced TEXT")));

    private OverrideTable() {}

    static List<PointOverride> all(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT * FROM point_override");
                ResultSet row = query.executeQuery()) {
            List<PointOverride> all = new ArrayList<>();
            while (row.next()) {
                long until = row.getLong("until_ms");
                all.add(new PointOverride(
                        PointId.parse(row.getString("point_id")),
                        row.getInt("priority"),
                        decode(row.getString("value")),
                        Instant.ofEpochMilli(row.getLong("since_ms")),
                        until == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(until)),
                        Optional.ofNullable(row.getString("replaced")).map(OverrideTable::decode)));
            }
            return all;
        }
    }

    static int put(Connection connection, PointOverride override) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR REPLACE INTO point_override"
                + " (point_id, priority, value, since_ms, until_ms, replaced) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, override.pointId().toString());
            insert.setInt(2, override.priority());
            insert.setString(3, encode(override.value()));
            insert.setLong(4, override.since().toEpochMilli());
            if (override.until().isPresent()) {
                insert.setLong(5, override.until().get().toEpochMilli());
            }
            insert.setString(6, override.replaced().map(OverrideTable::encode).orElse(null));
            return insert.executeUpdate();
        }
    }

    static int remove(Connection connection, PointId pointId, int priority) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM point_override WHERE point_id = ? AND priority = ?")) {
            delete.setString(1, pointId.toString());
            delete.setInt(2, priority);
            return delete.executeUpdate();
        }
    }

    /** A letter for the type, then the value. */
    private static String encode(PointValue value) {
        if (value instanceof PointValue.Real real) {
            return "R" + real.value();
        } else if (value instanceof PointValue.Double number) {
            return "D" + number.value();
        } else if (value instanceof PointValue.Integer number) {
            return "I" + number.value();
        } else if (value instanceof PointValue.Bool truth) {
            return "B" + truth.value();
        }
        return value instanceof PointValue.Text text ? "T" + text.value() : "N";
    }

    private static PointValue decode(String text) {
        String value = text.substring(1);
        return switch (text.charAt(0)) {
            case 'R' -> new PointValue.Real(Float.parseFloat(value));
            case 'D' -> new PointValue.Double(Double.parseDouble(value));
            case 'I' -> new PointValue.Integer(Long.parseLong(value));
            case 'B' -> new PointValue.Bool(Boolean.parseBoolean(value));
            case 'T' -> new PointValue.Text(value);
            default -> PointValue.NULL;
        };
    }
}
