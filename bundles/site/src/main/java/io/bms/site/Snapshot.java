// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.point.PointId;
import io.bms.sqlite.TextList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All rows of the site's tables, as one text. It names its columns, so that it can be put back into tables
 * that have got more of them since.
 */
record Snapshot(Map<String, Rows> tables) {
    /** In the order in which they can be filled: a point needs its device. */
    private static final List<String> TABLES = List.of(
            "site",
            IdentityTable.RECORDED,
            "site_device",
            "site_point",
            "site_rule",
            "site_flow_point",
            AlarmRuleTable.NAME,
            PointTagTable.NAME);

    private static final String NULL = "n";

    record Rows(List<String> columns, List<List<String>> rows) {
        Rows {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /**
     * One row.
     *
     * @param values by column: Long, Double, String; absent where the row has NULL
     */
    record Row(Map<String, Object> values) {
        Row {
            values = Map.copyOf(values);
        }

        private static Row of(List<String> columns, List<String> texts) {
            Map<String, Object> values = new HashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                Object value = value(texts.get(i));
                if (value != null) {
                    values.put(columns.get(i), value);
                }
            }
            return new Row(values);
        }

        /** The value, or null where there is none. */
        Object get(String column) {
            return values.get(column);
        }

        String text(String column) {
            return String.valueOf(values.get(column));
        }

        boolean differs(Row other, String column) {
            return !Objects.equals(get(column), other.get(column));
        }

        Row without(Set<String> columns) {
            Map<String, Object> rest = new HashMap<>(values);
            rest.keySet().removeAll(columns);
            return new Row(rest);
        }
    }

    static Snapshot take(Connection connection) throws SQLException {
        Map<String, Rows> tables = new LinkedHashMap<>();
        for (String table : TABLES) {
            tables.put(table, read(connection, table));
        }
        return new Snapshot(tables);
    }

    private static Rows read(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
            ResultSetMetaData meta = row.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(meta.getColumnName(i));
            }
            List<List<String>> rows = new ArrayList<>();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    values.add(text(row.getObject(i)));
                }
                rows.add(List.copyOf(values));
            }
            return new Rows(columns, rows);
        }
    }

    /**
     * Takes the place of all that is there, but for an identity that it does not know; within the caller's transaction.
     */
    void putBack(Connection connection) throws SQLException {
        List<String> replaced = TABLES.stream()
                .filter(table -> !table.equals(IdentityTable.RECORDED) || count(table) > 0)
                .toList();
        try (Statement statement = connection.createStatement()) {
            for (int i = replaced.size() - 1; i >= 0; i--) {
                statement.executeUpdate("DELETE FROM " + replaced.get(i));
            }
        }
        for (String table : replaced) {
            write(connection, table, rows(table));
        }
    }

    private static void write(Connection connection, String table, Rows from) throws SQLException {
        if (from.rows().isEmpty()) {
            return;
        }
        String places = from.columns().stream().map(column -> "?").collect(Collectors.joining(", "));
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (" + String.join(", ", from.columns()) + ") VALUES (" + places + ")")) {
            for (List<String> row : from.rows()) {
                for (int i = 0; i < row.size(); i++) {
                    insert.setObject(i + 1, value(row.get(i)));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Those of a table that came later than the snapshot are none. */
    Rows rows(String table) {
        return tables.getOrDefault(table, new Rows(List.of(), List.of()));
    }

    List<Row> each(String table) {
        Rows rows = rows(table);
        return rows.rows().stream().map(row -> Row.of(rows.columns(), row)).toList();
    }

    int count(String table) {
        return rows(table).rows().size();
    }

    Set<PointId> points() {
        return each("site_point").stream()
                .map(row -> new PointId(number(row, "device_id"), row.text("object_type"), number(row, "instance")))
                .collect(Collectors.toSet());
    }

    private static int number(Row row, String column) {
        return ((Long) row.get(column)).intValue();
    }

    String encode() {
        return TextList.encode(tables.entrySet().stream()
                .map(table -> TextList.encode(List.of(
                        table.getKey(),
                        TextList.encode(table.getValue().columns()),
                        TextList.encode(table.getValue().rows().stream()
                                .map(TextList::encode)
                                .toList()))))
                .toList());
    }

    /** @throws IllegalArgumentException it was not encoded here */
    static Snapshot decode(String text) {
        Map<String, Rows> tables = new LinkedHashMap<>();
        for (String table : TextList.decode(text)) {
            List<String> parts = TextList.decode(table);
            tables.put(
                    parts.get(0),
                    new Rows(
                            TextList.decode(parts.get(1)),
                            TextList.decode(parts.get(2)).stream()
                                    .map(TextList::decode)
                                    .toList()));
        }
        return new Snapshot(tables);
    }

    private static String text(Object value) {
        if (value == null) {
            return NULL;
        }
        return (value instanceof Double ? "r" : value instanceof Number ? "i" : "t") + value;
    }

    private static Object value(String text) {
        String rest = text.substring(1);
        return switch (text.charAt(0)) {
            case 'n' -> null;
            case 'r' -> Double.valueOf(rest);
            case 'i' -> Long.valueOf(rest);
            default -> rest;
        };
    }
}
