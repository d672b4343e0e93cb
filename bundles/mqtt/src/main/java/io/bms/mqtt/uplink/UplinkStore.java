// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What waits for one destination: samples that are in no batch yet, and batches that the broker has not taken. A sample
 * becomes part of a batch, and leaves the first table, in one transaction, so that no crash loses or doubles it; a
 * batch keeps its number for good. Blocks for the disk, and throws {@link java.io.UncheckedIOException} when that
 * refuses.
 *
 * <p>Thread: bms-uplink-NAME.
 */
final class UplinkStore implements AutoCloseable {
    private static final Schema SCHEMA = new Schema(
            "uplink",
            List.of(
                    List.of(
                            "CREATE TABLE origin (id TEXT NOT NULL)",
                            "CREATE TABLE waiting (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL)",
                            "CREATE TABLE batch (sequence INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL,"
                                    + " bytes INTEGER NOT NULL, body BLOB NOT NULL)"),
                    List.of("CREATE TABLE allowance (id INTEGER PRIMARY KEY CHECK (id = 1), bytes INTEGER NOT NULL,"
                            + " at_ms INTEGER NOT NULL)")));

    private final Database database;
    private final String origin;

    /** A batch as it goes out, deflated. */
    record Batch(long sequence, Instant at, byte[] body) {}

    /** How much waits. */
    record Backlog(int batches, long bytes, Optional<Instant> oldest) {}

    /** What is left of a day's bytes, as of a time; less than nothing if more was spent than there was. */
    record Allowance(long bytes, Instant at) {}

    /** Makes the payload of the batch of this number; none of an older one than {@code waitingFrom} waits. */
    interface Encoding {
        byte[] of(String batchId, long sequence, long waitingFrom, List<byte[]> samples);
    }

    UplinkStore(Path file) {
        database = Database.open(file, Durability.FULL, SCHEMA);
        origin = database.load(UplinkStore::origin);
    }

    /** Made up anew with each new file, so that numbers that begin anew are not taken for known ones. */
    private static String origin(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM origin");
                ResultSet row = query.executeQuery()) {
            if (row.next()) {
                return row.getString(1);
            }
        }
        String made = UUID.randomUUID().toString();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO origin (id) VALUES (?)")) {
            insert.setString(1, made);
            insert.executeUpdate();
        }
        return made;
    }

    /** Keeps samples; they are synced to the disk when this returns. */
    void add(List<byte[]> samples) {
        database.transact(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO waiting (body) VALUES (?)")) {
                for (byte[] sample : samples) {
                    insert.setBytes(1, sample);
                    insert.addBatch();
                }
                return insert.executeBatch().length;
            }
        });
    }

    int waiting() {
        return database.read(connection -> (int) number(connection, "SELECT count(*) FROM waiting"));
    }

    /** Makes a batch of the oldest samples, {@code most} of them; empty if there are none. */
    Optional<Batch> form(Instant now, int most, Encoding encoding) {
        return database.transact(connection -> {
            List<byte[]> samples = new ArrayList<>();
            long last = 0;
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT id, body FROM waiting ORDER BY id LIMIT ?")) {
                query.setInt(1, most);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        last = row.getLong(1);
                        samples.add(row.getBytes(2));
                    }
                }
            }
            if (samples.isEmpty()) {
                return Optional.empty();
            }
            long sequence = 1
                    + number(
                            connection,
                            "SELECT coalesce((SELECT seq FROM sqlite_sequence" + " WHERE name = 'batch'), 0)");
            long oldest = number(connection, "SELECT coalesce(min(sequence), 0) FROM batch");
            byte[] body = encoding.of(origin + "-" + sequence, sequence, oldest == 0 ? sequence : oldest, samples);
            insert(connection, sequence, now, body);
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM waiting WHERE id <= ?")) {
                delete.setLong(1, last);
                delete.executeUpdate();
            }
            return Optional.of(new Batch(sequence, now, body));
        });
    }

    private static void insert(Connection connection, long sequence, Instant now, byte[] body) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO batch (sequence, at_ms, bytes, body) VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, sequence);
            insert.setLong(2, now.toEpochMilli());
            insert.setInt(3, body.length);
            insert.setBytes(4, body);
            insert.executeUpdate();
        }
    }

    /** The oldest batch after the one of this number. */
    Optional<Batch> after(long sequence) {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT sequence, at_ms, body FROM batch WHERE sequence > ? ORDER BY sequence LIMIT 1")) {
                query.setLong(1, sequence);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    new Batch(row.getLong(1), Instant.ofEpochMilli(row.getLong(2)), row.getBytes(3)))
                            : Optional.empty();
                }
            }
        });
    }

    /** The broker has it. */
    void taken(long sequence) {
        database.transact(connection -> delete(connection, "DELETE FROM batch WHERE sequence = ?", sequence));
    }

    private static int delete(Connection connection, String sql, long... numbers) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            for (int i = 0; i < numbers.length; i++) {
                delete.setLong(i + 1, numbers[i]);
            }
            return delete.executeUpdate();
        }
    }

    /** Drops what is too old, then the oldest while there is too much, but never the newest; says how many went. */
    int trim(Instant now, Duration maxAge, long maxBytes) {
        return database.transact(connection -> {
            int gone = delete(
                    connection,
                    "DELETE FROM batch WHERE at_ms < ?",
                    now.minus(maxAge).toEpochMilli());
            while (number(connection, "SELECT coalesce(sum(bytes), 0) FROM batch") > maxBytes) {
                int freed = delete(
                        connection,
                        "DELETE FROM batch WHERE sequence = (SELECT min(sequence) FROM batch)"
                                + " AND sequence < (SELECT max(sequence) FROM batch)");
                if (freed == 0) {
                    break;
                }
                gone += freed;
            }
            return gone;
        });
    }

    /** What was kept last. */
    Optional<Allowance> allowance() {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT bytes, at_ms FROM allowance");
                    ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Allowance(row.getLong(1), Instant.ofEpochMilli(row.getLong(2))))
                        : Optional.empty();
            }
        });
    }

    void keep(Allowance allowance) {
        database.transact(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT OR REPLACE INTO allowance (id, bytes, at_ms) VALUES (1, ?, ?)")) {
                insert.setLong(1, allowance.bytes());
                insert.setLong(2, allowance.at().toEpochMilli());
                return insert.executeUpdate();
            }
        });
    }

    Backlog backlog() {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT count(*), coalesce(sum(bytes), 0), min(at_ms) FROM batch");
                    ResultSet row = query.executeQuery()) {
                row.next();
                int batches = row.getInt(1);
                return new Backlog(
                        batches,
                        row.getLong(2),
                        batches == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.getLong(3))));
            }
        });
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
