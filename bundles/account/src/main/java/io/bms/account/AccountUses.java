// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.sqlite.Database;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each account was used last, on disk and in memory: an account that nobody uses any longer should go.
 *
 * <p>Thread: any.
 */
final class AccountUses {
    static final List<String> CREATE =
            List.of("CREATE TABLE account_use (name TEXT PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID");

    /** A use later than this after the last that was noted is noted. */
    private static final Duration NOTE_EVERY = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(AccountUses.class);

    private final Database database;
    private final Clock clock;
    private final Map<String, Instant> byName;

    AccountUses(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.byName = new ConcurrentHashMap<>(database.read(AccountUses::all));
    }

    Optional<Instant> lastUsed(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Somebody was let in. That this cannot be written down is no reason to turn him away. */
    void used(String name) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant last = byName.get(name);
        if (last != null && now.isBefore(last.plus(NOTE_EVERY))) {
            return;
        }
        byName.put(name, now);
        try {
            database.transact(connection -> store(connection, name, now));
        } catch (UncheckedIOException e) {
            LOG.warn("that {} was used cannot be written down: {}", name, e.getMessage());
        }
    }

    /** {@link AccountTable} has deleted it on the disk. */
    void forget(String name) {
        byName.remove(name);
    }

    static int delete(Connection connection, String name) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("DELETE FROM account_use WHERE name = ?")) {
            update.setString(1, name);
            return update.executeUpdate();
        }
    }

    private static Map<String, Instant> all(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name, used FROM account_use")) {
            Map<String, Instant> all = new HashMap<>();
            while (row.next()) {
                all.put(row.getString("name"), Instant.ofEpochSecond(row.getLong("used")));
            }
            return all;
        }
    }

    private static int store(Connection connection, String name, Instant used) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("INSERT OR REPLACE INTO account_use (name, used) VALUES (?, ?)")) {
            update.setString(1, name);
            update.setLong(2, used.getEpochSecond());
            return update.executeUpdate();
        }
    }
}
