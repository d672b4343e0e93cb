// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.command.CommandLedger.Entry;
import io.bms.sqlite.Schema;
import io.bms.sqlite.TextList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of commands, and all SQL on it. */
final class LedgerTable {
    static final Schema SCHEMA = new Schema(
            "ledger",
            List.of(
                    List.of(
                            "CREATE TABLE command (name TEXT NOT NULL, command_id TEXT NOT NULL, digest TEXT NOT NULL,"
                                    + " begun_ms INTEGER NOT NULL, response TEXT NOT NULL DEFAULT '', PRIMARY KEY (name, command_id))",
                            "CREATE INDEX command_begun ON command (begun_ms)"),
                    // What is there has been answered, or nobody knows where to.
                    List.of(
                            "ALTER TABLE command ADD COLUMN return_address TEXT NOT NULL DEFAULT ''",
                            "ALTER TABLE command ADD COLUMN answered INTEGER NOT NULL DEFAULT 1",
                            "CREATE INDEX command_unanswered ON command (begun_ms) WHERE answered = 0")));

    private static final String SELECT =
            "SELECT name, command_id, digest, begun_ms, response, return_address FROM command";

    private LedgerTable() {}

    static Optional<Entry> find(Connection connection, String name, String commandId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT + " WHERE name = ? AND command_id = ?")) {
            query.setString(1, name);
            query.setString(2, commandId);
            return entries(query).stream().findFirst();
        }
    }

    static List<Entry> undelivered(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT + " WHERE answered = 0 ORDER BY begun_ms")) {
            return entries(query);
        }
    }

    private static List<Entry> entries(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            List<Entry> entries = new ArrayList<>();
            while (row.next()) {
                entries.add(new Entry(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        TextList.decode(row.getString(5)),
                        row.getString(6)));
            }
            return entries;
        }
    }

    static int insert(Connection connection, Entry begun) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO command"
                + " (name, command_id, digest, begun_ms, return_address, answered) VALUES (?, ?, ?, ?, ?, 0)")) {
            insert.setString(1, begun.name());
            insert.setString(2, begun.commandId());
            insert.setString(3, begun.digest());
            insert.setLong(4, begun.begun().toEpochMilli());
            insert.setString(5, begun.returnAddress());
            return insert.executeUpdate();
        }
    }

    static int beginAgain(Connection connection, Entry again) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE command SET begun_ms = ? WHERE name = ? AND command_id = ?")) {
            update.setLong(1, again.begun().toEpochMilli());
            update.setString(2, again.name());
            update.setString(3, again.commandId());
            return update.executeUpdate();
        }
    }

    static int delivered(Connection connection, String name, String commandId) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE command SET answered = 1 WHERE name = ? AND command_id = ?")) {
            update.setString(1, name);
            update.setString(2, commandId);
            return update.executeUpdate();
        }
    }

    static int answer(Connection connection, String name, String commandId, List<String> response) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE command SET response = ? WHERE name = ? AND command_id = ?")) {
            update.setString(1, TextList.encode(response));
            update.setString(2, name);
            update.setString(3, commandId);
            return update.executeUpdate();
        }
    }

    static int deleteBegunBefore(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM command WHERE begun_ms < ?")) {
            delete.setLong(1, before.toEpochMilli());
            return delete.executeUpdate();
        }
    }
}
