// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table of events, how far they have been told, and all SQL on it. */
final class AlarmEventTable {
    static final List<String> CREATE = List.of(
            "CREATE TABLE event (event_id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, type TEXT NOT NULL,"
                    + " alarm_id TEXT NOT NULL, occurrence INTEGER NOT NULL, priority TEXT NOT NULL, text TEXT NOT NULL,"
                    + " quiet INTEGER NOT NULL, sign_by TEXT, sign_via TEXT, sign_ms INTEGER, sign_note TEXT)",
            "CREATE INDEX event_alarm ON event (alarm_id, event_id)",
            "CREATE TABLE told (event_id INTEGER NOT NULL)",
            "INSERT INTO told VALUES (0)");

    private static final String SELECT = "SELECT event_id, at_ms, type, alarm_id, occurrence, priority, text, quiet,"
            + " sign_by, sign_via, sign_ms, sign_note FROM event";

    private AlarmEventTable() {}

    static void insert(Connection connection, Collection<AlarmEvent> events) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO event (event_id, at_ms, type, alarm_id, occurrence, priority, text, quiet, sign_by, sign_via,"
                        + " sign_ms, sign_note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (AlarmEvent event : events) {
                new Binding(insert)
                        .number(event.id())
                        .time(event.at())
                        .text(event.type().name())
                        .text(event.alarmId().value())
                        .number(event.occurrence())
                        .text(event.priority().name())
                        .text(event.text())
                        .flag(event.quiet())
                        .signature(event.signature());
                insert.executeUpdate();
            }
        }
    }

    static long last(Connection connection) throws SQLException {
        return number(connection, "SELECT coalesce(max(event_id), 0) FROM event");
    }

    static long told(Connection connection) throws SQLException {
        return number(connection, "SELECT event_id FROM told");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    static int told(Connection connection, long eventId) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE told SET event_id = ?")) {
            update.setLong(1, eventId);
            return update.executeUpdate();
        }
    }

    static List<AlarmEvent> after(Connection connection, long eventId, int most) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(SELECT + " WHERE event_id > ? ORDER BY event_id LIMIT ?")) {
            new Binding(query).number(eventId).number(most);
            return events(query);
        }
    }

    static List<AlarmEvent> newest(Connection connection, Optional<AlarmId> only, int most) throws SQLException {
        String where = only.isPresent() ? " WHERE alarm_id = ?" : "";
        try (PreparedStatement query =
                connection.prepareStatement(SELECT + where + " ORDER BY event_id DESC LIMIT ?")) {
            Binding binding = new Binding(query);
            if (only.isPresent()) {
                binding.text(only.get().value());
            }
            binding.number(most);
            return events(query);
        }
    }

    private static List<AlarmEvent> events(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            List<AlarmEvent> events = new ArrayList<>();
            while (row.next()) {
                events.add(new AlarmEvent(
                        row.getLong("event_id"),
                        Instant.ofEpochMilli(row.getLong("at_ms")),
                        AlarmEvent.Type.valueOf(row.getString("type")),
                        new AlarmId(row.getString("alarm_id")),
                        row.getInt("occurrence"),
                        AlarmPriority.valueOf(row.getString("priority")),
                        row.getString("text"),
                        row.getBoolean("quiet"),
                        Binding.signature(row, "sign_")));
            }
            return events;
        }
    }

    /** The newest stays, since the numbers go on from it. */
    static int delete(Connection connection, Instant before, int most) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM event WHERE (at_ms < ? OR event_id <="
                + " (SELECT max(event_id) FROM event) - ?) AND event_id < (SELECT max(event_id) FROM event)")) {
            new Binding(delete).time(before).number(most);
            return delete.executeUpdate();
        }
    }
}
