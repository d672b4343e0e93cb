// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who has heard what, and what is on its way, in notify.db: one transaction makes of alarms a notice and remembers that
 * they are told. Blocks for the disk; failures are {@link java.io.UncheckedIOException}. Thread: any.
 */
final class NoticeStore implements AutoCloseable {
    private static final Schema SCHEMA = new Schema(
            "notify",
            List.of(
                    List.of(
                            "CREATE TABLE notice_route (route TEXT PRIMARY KEY, last_ms INTEGER) WITHOUT ROWID",
                            "CREATE TABLE notice_heard (route TEXT NOT NULL, alarm_id TEXT NOT NULL, occurrence INTEGER NOT NULL,"
                                    + " priority TEXT NOT NULL, text TEXT NOT NULL, at_ms INTEGER NOT NULL, silently INTEGER NOT NULL,"
                                    + " PRIMARY KEY (route, alarm_id)) WITHOUT ROWID",
                            "CREATE TABLE notice (route TEXT PRIMARY KEY, id TEXT NOT NULL, at_ms INTEGER NOT NULL,"
                                    + " subject TEXT NOT NULL, text TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID"),
                    List.of(
                            "ALTER TABLE notice_heard ADD COLUMN notice_id TEXT",
                            "ALTER TABLE notice_heard ADD COLUMN says TEXT")));

    /** What a notice that is on its way says of an alarm; nothing once it has arrived. */
    private enum Says {
        /** That it came, which the route has never heard. */
        FIRST,
        /** That it came again, or is still there. */
        AGAIN,
        /** That it went. */
        OVER
    }

    private final Database database;

    NoticeStore(Path data) {
        database = Database.open(data.resolve("notify.db"), Durability.FULL, SCHEMA);
    }

    /** Damaged files that are still there. */
    List<Path> setAside() {
        return database.setAside();
    }

    @Override
    public void close() {
        database.close();
    }

    /** A route that was there before is forgotten with all that it heard, unless it is one of these. */
    void retain(Set<String> routes) {
        Set<String> gone = database.read(connection -> {
            Set<String> names = new HashSet<>();
            try (PreparedStatement query = connection.prepareStatement("SELECT route FROM notice_route");
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        });
        gone.removeAll(routes);
        database.transact(connection -> {
            for (String route : gone) {
                for (String table : List.of("notice_route", "notice_heard", "notice")) {
                    run(connection, "DELETE FROM " + table + " WHERE route = ?", route);
                }
            }
            return gone.size();
        });
    }

    /** Empty for a route that is new. */
    Optional<Map<AlarmId, Heard>> heard(String route) {
        return database.read(connection -> {
            if (last(connection, route).isEmpty()) {
                return Optional.empty();
            }
            Map<AlarmId, Heard> heard = new HashMap<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT * FROM notice_heard WHERE route = ? AND ifnull(says, '') <> 'OVER'")) {
                query.setString(1, route);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        AlarmId id = new AlarmId(row.getString("alarm_id"));
                        heard.put(
                                id,
                                new Heard(
                                        id,
                                        row.getInt("occurrence"),
                                        AlarmPriority.valueOf(row.getString("priority")),
                                        row.getString("text"),
                                        Instant.ofEpochMilli(row.getLong("at_ms")),
                                        row.getBoolean("silently")));
                    }
                }
            }
            return Optional.of(heard);
        });
    }

    /** When something was last said to the route. */
    Optional<Instant> last(String route) {
        return database.read(connection -> last(connection, route))
                .filter(at -> at > 0)
                .map(Instant::ofEpochMilli);
    }

    private static Optional<Long> last(Connection connection, String route) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT last_ms FROM notice_route WHERE route = ?")) {
            query.setString(1, route);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    /** What there was before the route, of which it hears nothing. */
    void begin(String route, Stream<Heard> before) {
        List<Heard> all = before.toList();
        database.transact(connection -> {
            run(connection, "INSERT OR IGNORE INTO notice_route (route, last_ms) VALUES (?, 0)", route);
            put(connection, route, all);
            return all.size();
        });
    }

    /** Nothing is said of these ends. */
    void forget(String route, Collection<Heard> gone) {
        database.transact(connection -> {
            remove(connection, route, gone);
            return gone.size();
        });
    }

    /**
     * Once this returns, the notice is sent until it arrives or is given up, whatever becomes of the process.
     *
     * @param before what the route has heard of
     */
    void commit(Notice notice, NoticePlan plan, Set<AlarmId> before) {
        Map<Boolean, List<Heard>> heard =
                plan.heard(notice.at()).collect(Collectors.partitioningBy(one -> before.contains(one.id())));
        database.transact(connection -> {
            put(connection, notice.route(), heard.get(false));
            say(connection, notice, Says.FIRST, heard.get(false));
            put(connection, notice.route(), heard.get(true));
            say(connection, notice, Says.AGAIN, heard.get(true));
            say(connection, notice, Says.OVER, plan.over());
            remove(connection, notice.route(), plan.forgotten());
            run(
                    connection,
                    "INSERT INTO notice (route, id, at_ms, subject, text, json) VALUES (?, ?, ?, ?, ?, ?)",
                    notice.route(),
                    notice.id(),
                    notice.at().toEpochMilli(),
                    notice.subject(),
                    notice.text(),
                    notice.json());
            run(
                    connection,
                    "UPDATE notice_route SET last_ms = ? WHERE route = ?",
                    notice.at().toEpochMilli(),
                    notice.route());
            return 1;
        });
    }

    /** What is on its way to the route. */
    Optional<Notice> outstanding(String route) {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT * FROM notice WHERE route = ?")) {
                query.setString(1, route);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Notice(
                                    row.getString("id"),
                                    route,
                                    Instant.ofEpochMilli(row.getLong("at_ms")),
                                    row.getString("subject"),
                                    row.getString("text"),
                                    row.getString("json")))
                            : Optional.empty();
                }
            }
        });
    }

    void arrived(Notice notice) {
        database.transact(connection -> {
            run(connection, "DELETE FROM notice_heard WHERE notice_id = ? AND says = 'OVER'", notice.id());
            return end(connection, notice);
        });
    }

    /** It is not sent again; what it said has not been said, and is to be, where it is still so. */
    void giveUp(Notice notice) {
        database.transact(connection -> {
            run(connection, "DELETE FROM notice_heard WHERE notice_id = ? AND says = 'FIRST'", notice.id());
            // No occurrence has this number, so that it is news.
            run(
                    connection,
                    "UPDATE notice_heard SET occurrence = 0 WHERE notice_id = ? AND says = 'AGAIN'",
                    notice.id());
            return end(connection, notice);
        });
    }

    private static int end(Connection connection, Notice notice) throws SQLException {
        run(connection, "UPDATE notice_heard SET notice_id = NULL, says = NULL WHERE notice_id = ?", notice.id());
        return run(connection, "DELETE FROM notice WHERE id = ?", notice.id());
    }

    private static void say(Connection connection, Notice notice, Says what, Collection<Heard> all)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE notice_heard SET notice_id = ?, says = ? WHERE route = ? AND alarm_id = ?")) {
            for (Heard heard : all) {
                update.setString(1, notice.id());
                update.setString(2, what.name());
                update.setString(3, notice.route());
                update.setString(4, heard.id().value());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static void put(Connection connection, String route, Collection<Heard> all) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO notice_heard (route, alarm_id, occurrence, priority, text, at_ms, silently)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (Heard heard : all) {
                insert.setString(1, route);
                insert.setString(2, heard.id().value());
                insert.setInt(3, heard.occurrence());
                insert.setString(4, heard.priority().name());
                insert.setString(5, heard.text());
                insert.setLong(6, heard.at().toEpochMilli());
                insert.setBoolean(7, heard.silently());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void remove(Connection connection, String route, Collection<Heard> all) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM notice_heard WHERE route = ? AND alarm_id = ?")) {
            for (Heard heard : all) {
                delete.setString(1, route);
                delete.setString(2, heard.id().value());
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private static int run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
