// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.event.Event;
import io.bms.sqlite.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The table of events, and all SQL on it. */
final class EventTable {
    static final Schema SCHEMA = new Schema(
            "event",
            List.of(List.of("CREATE TABLE event (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,"
                    + " subject TEXT NOT NULL, text TEXT NOT NULL)")));

    private EventTable() {}

    /** Stores the events, and deletes the oldest beyond {@code kept}. */
    static int insert(Connection connection, List<Event> events, int kept) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO event (at_ms, kind, subject, text) VALUES (?, ?, ?, ?)")) {
            for (Event event : events) {
                insert.setLong(1, event.at().toEpochMilli());
                insert.setString(2, event.kind().name());
                insert.setString(3, event.subject());
                insert.setString(4, event.text());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?")) {
            delete.setInt(1, kept);
            return delete.executeUpdate();
        }
    }

    static List<Event> newest(Connection connection, int most, List<Event.Kind> kinds) throws SQLException {
        String places = kinds.stream().map(kind -> "?").collect(Collectors.joining(", "));
        try (PreparedStatement query = connection.prepareStatement("SELECT at_ms, kind, subject, text FROM event"
                + " WHERE kind IN (" + places + ") ORDER BY id DESC LIMIT ?")) {
            for (int i = 0; i < kinds.size(); i++) {
                query.setString(i + 1, kinds.get(i).name());
            }
            query.setInt(kinds.size() + 1, most);
            try (ResultSet row = query.executeQuery()) {
                List<Event> events = new ArrayList<>();
                while (row.next()) {
                    events.add(new Event(
                            Instant.ofEpochMilli(row.getLong(1)),
                            Event.Kind.valueOf(row.getString(2)),
                            row.getString(3),
                            row.getString(4)));
                }
                return events;
            }
        }
    }
}
