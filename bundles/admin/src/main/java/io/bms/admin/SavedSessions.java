// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import io.bms.sqlite.Work;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions on the disk, so that a page goes on after the gateway was restarted. Of a token only its hash is kept. A
 * disk that takes nothing keeps nobody out: who signs in then is signed out by a restart, and a session that ended then
 * may go on after one.
 *
 * <p>Thread: that of {@link Sessions}, one at a time.
 */
final class SavedSessions {
    static final Schema SCHEMA = new Schema(
            "admin_session",
            List.of(
                    List.of(
                            "CREATE TABLE session (token_hash BLOB PRIMARY KEY, account TEXT NOT NULL, stamp TEXT NOT NULL,"
                                    + " used_ms INTEGER NOT NULL) WITHOUT ROWID"),
                    List.of(
                            "ALTER TABLE session ADD COLUMN begun_ms INTEGER NOT NULL DEFAULT 0",
                            "UPDATE session SET begun_ms = used_ms"),
                    List.of(
                            "ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT ''",
                            "ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT ''")));

    private static final int ID_BYTES = 8;
    private static final Logger LOG = LoggerFactory.getLogger(SavedSessions.class);

    private final Database database;
    private final int bound;
    /** By their ids: those that have ended, and that the disk still has. */
    private final Set<String> ended = new HashSet<>();

    private boolean failing;

    /** @param bound how many are kept; beyond it the least recently used go */
    SavedSessions(Path data, int bound) {
        this.database = Database.open(data.resolve("designer.db"), Durability.FULL, SCHEMA);
        this.bound = bound;
    }

    /**
     * @param stamp of the account's password when the session began
     * @param begun when somebody signed in
     * @param used when it was last used, within some minutes
     */
    record Saved(String account, String stamp, Instant begun, Instant used, Origin origin) {}

    /**
     * What a session is called by whoever looks at it: the beginning of its token's hash, from which nobody finds the
     * token.
     */
    static String id(String token) {
        return id(hash(token));
    }

    private static String id(byte[] hash) {
        return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    void save(String token, Saved session) {
        transact(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "INSERT OR REPLACE INTO session (token_hash, account, stamp, begun_ms, used_ms, address, browser)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                update.setBytes(1, hash(token));
                update.setString(2, session.account());
                update.setString(3, session.stamp());
                update.setLong(4, session.begun().toEpochMilli());
                update.setLong(5, session.used().toEpochMilli());
                update.setString(6, session.origin().address());
                update.setString(7, session.origin().browser());
                update.executeUpdate();
            }
            try (PreparedStatement update = connection.prepareStatement("DELETE FROM session WHERE token_hash NOT IN"
                    + " (SELECT token_hash FROM session ORDER BY used_ms DESC LIMIT ?)")) {
                update.setInt(1, bound);
                return update.executeUpdate();
            }
        });
    }

    /** @param work in one transaction with the end of those that have ended */
    private void transact(Work<Integer> work) {
        try {
            database.transact(connection -> {
                deleteEnded(connection);
                return work.on(connection);
            });
            ended.clear();
            failing = false;
        } catch (UncheckedIOException e) {
            if (!failing) {
                LOG.warn(
                        "who is signed in cannot be written down, so a restart may sign people out: {}",
                        e.getMessage());
            }
            failing = true;
        }
    }

    private void deleteEnded(Connection connection) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("DELETE FROM session WHERE lower(substr(hex(token_hash), 1, ?)) = ?")) {
            for (String id : ended) {
                update.setInt(1, 2 * ID_BYTES);
                update.setString(2, id);
                update.executeUpdate();
            }
        }
    }

    Optional<Saved> find(String token) {
        if (ended.contains(id(token))) {
            return Optional.empty();
        }
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT * FROM session WHERE token_hash = ?")) {
                query.setBytes(1, hash(token));
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(saved(row)) : Optional.empty();
                }
            }
        });
    }

    /** All, by their ids, those that are over too. */
    Map<String, Saved> all() {
        return database.read(connection -> {
            Map<String, Saved> all = new HashMap<>();
            try (PreparedStatement query = connection.prepareStatement("SELECT * FROM session");
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.put(id(row.getBytes("token_hash")), saved(row));
                }
            }
            all.keySet().removeAll(ended);
            return all;
        });
    }

    private static Saved saved(ResultSet row) throws SQLException {
        return new Saved(
                row.getString("account"),
                row.getString("stamp"),
                Instant.ofEpochMilli(row.getLong("begun_ms")),
                Instant.ofEpochMilli(row.getLong("used_ms")),
                new Origin(row.getString("address"), row.getString("browser")));
    }

    /** Deletes the one that is called so, if there is one. */
    void deleteCalled(String id) {
        ended.add(id);
        transact(connection -> 0);
    }

    void delete(String token) {
        deleteCalled(id(token));
    }

    void close() {
        database.close();
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
