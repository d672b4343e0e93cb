package io.bms.journal;

import io.bms.api.command.CommandLedger.Entry;
import io.bms.sqlite.Schema;
import io.bms.sqlite.TextList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of commands, and all SQL on it. */
final class LedgerTable {
    static final Schema SCHEMA = new Schema("ledger", List.of(List.of(
            "CREATE TABLE command (name TEXT NOT NULL, command_id TEXT NOT NULL, digest TEXT NOT NULL,"
                    + " begun_ms INTEGER NOT NULL, response TEXT NOT NULL DEFAULT '', PRIMARY KEY (name, command_id))",
            "CREATE INDEX command_begun ON command (begun_ms)")));

    private LedgerTable() {}

    static Optional<Entry> find(Connection connection, String name, String commandId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT digest, begun_ms, response FROM command WHERE name = ? AND command_id = ?")) {
            query.setString(1, name);
            query.setString(2, commandId);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Entry(name, commandId, row.getString(1),
                                Instant.ofEpochMilli(row.getLong(2)), TextList.decode(row.getString(3))))
                        : Optional.empty();
            }
        }
    }

    static int insert(Connection connection, String name, String commandId, String digest, Instant begun)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO command (name, command_id, digest, begun_ms) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, name);
            insert.setString(2, commandId);
            insert.setString(3, digest);
            insert.setLong(4, begun.toEpochMilli());
            return insert.executeUpdate();
        }
    }

    static int answer(Connection connection, String name, String commandId, List<String> response) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE command SET response = ? WHERE name = ? AND command_id = ?")) {
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
