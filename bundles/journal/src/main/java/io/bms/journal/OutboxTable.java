// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.outbox.BatchOutbox.Kept;
import io.bms.sqlite.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table of batches that wait, and all SQL on it. Ids are never used twice, so that none is taken for another. */
final class OutboxTable {
    static final Schema SCHEMA = new Schema(
            "outbox",
            List.of(
                    List.of(
                            "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, bytes INTEGER NOT NULL,"
                                    + " body BLOB NOT NULL)"),
                    List.of(StaleTopicTable.CREATE)));

    private OutboxTable() {}

    static int insert(Connection connection, Instant at, byte[] body) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO outbox (at_ms, bytes, body) VALUES (?, ?, ?)")) {
            insert.setLong(1, at.toEpochMilli());
            insert.setInt(2, body.length);
            insert.setBytes(3, body);
            return insert.executeUpdate();
        }
    }

    /** With their bodies as they are stored. */
    static List<Kept> after(Connection connection, long id, int most) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT id, at_ms, body FROM outbox WHERE id > ? ORDER BY id LIMIT ?")) {
            query.setLong(1, id);
            query.setInt(2, most);
            try (ResultSet row = query.executeQuery()) {
                List<Kept> kept = new ArrayList<>();
                while (row.next()) {
                    kept.add(new Kept(row.getLong(1), Instant.ofEpochMilli(row.getLong(2)), row.getBytes(3)));
                }
                return kept;
            }
        }
    }

    /** @return its size in bytes, 0 if it was not there */
    static long delete(Connection connection, long id) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM outbox WHERE id = ? RETURNING bytes")) {
            delete.setLong(1, id);
            return bytesOf(delete);
        }
    }

    static int deleteBefore(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM outbox WHERE at_ms < ?")) {
            delete.setLong(1, before.toEpochMilli());
            return delete.executeUpdate();
        }
    }

    /**
     * But never the newest of all.
     *
     * @return its size in bytes, 0 if there was none to delete
     */
    static long deleteOldest(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM outbox WHERE id = (SELECT min(id)"
                + " FROM outbox) AND id < (SELECT max(id) FROM outbox) RETURNING bytes")) {
            return bytesOf(delete);
        }
    }

    /** A statement has done all its work only once what it returns was read to the end. */
    private static long bytesOf(PreparedStatement delete) throws SQLException {
        try (ResultSet row = delete.executeQuery()) {
            long bytes = 0;
            while (row.next()) {
                bytes += row.getLong(1);
            }
            return bytes;
        }
    }

    static long bytes(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT coalesce(sum(bytes), 0) FROM outbox");
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
