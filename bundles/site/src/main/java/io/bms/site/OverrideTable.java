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

    /** A letter for the type, then the value. */
    private static final PointValue.Cases<String> TEXT = new PointValue.Cases<>() {
        @Override
        public String none() {
            return "N";
        }

        @Override
        public String real(float value) {
            return "R" + value;
        }

        @Override
        public String doublePrecision(double value) {
            return "D" + value;
        }

        @Override
        public String integer(long value) {
            return "I" + value;
        }

        @Override
        public String bool(boolean value) {
            return "B" + value;
        }

        @Override
        public String text(String value) {
            return "T" + value;
        }
    };

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
            insert.setString(3, override.value().decide(TEXT));
            insert.setLong(4, override.since().toEpochMilli());
            if (override.until().isPresent()) {
                insert.setLong(5, override.until().get().toEpochMilli());
            }
            insert.setString(
                    6, override.replaced().map(value -> value.decide(TEXT)).orElse(null));
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

    /** The value that {@link #TEXT} wrote. */
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
