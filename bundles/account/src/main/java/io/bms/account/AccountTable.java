// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import io.bms.api.command.WriteLimits;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointRange;
import io.bms.sqlite.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of accounts, and all SQL on it. Lists are stored as lines. */
final class AccountTable {
    /** In its first version all accounts were equal, and could do everything. */
    static final Schema SCHEMA = new Schema(
            "account",
            List.of(
                    List.of("CREATE TABLE account (name TEXT PRIMARY KEY, salt BLOB NOT NULL,"
                            + " iterations INTEGER NOT NULL, hash BLOB NOT NULL)"),
                    List.of(
                            "ALTER TABLE account ADD COLUMN role TEXT NOT NULL DEFAULT 'operator'",
                            "ALTER TABLE account ADD COLUMN rights TEXT NOT NULL DEFAULT ''",
                            "ALTER TABLE account ADD COLUMN publish TEXT NOT NULL DEFAULT ''",
                            "ALTER TABLE account ADD COLUMN subscribe TEXT NOT NULL DEFAULT ''",
                            "ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0",
                            "UPDATE account SET role = 'admin' WHERE name = 'admin'",
                            // A name that is the gateway's own since then.
                            "UPDATE OR REPLACE account SET name = 'bms-gateway-2' WHERE name = 'bms-gateway'"),
                    TokenTable.CREATE,
                    AccountUses.CREATE,
                    // Who was there before may write what it could.
                    List.of(
                            "ALTER TABLE account ADD COLUMN write_points TEXT NOT NULL DEFAULT ''",
                            "ALTER TABLE account ADD COLUMN write_ranges TEXT NOT NULL DEFAULT ''",
                            "ALTER TABLE account ADD COLUMN write_priority INTEGER NOT NULL DEFAULT 1",
                            "ALTER TABLE account ADD COLUMN write_lease INTEGER NOT NULL DEFAULT 0"),
                    // In seconds since 1970.
                    List.of("ALTER TABLE account ADD COLUMN code_until INTEGER"),
                    FactorTable.CREATE));

    private static final String LINE = "\n";

    /**
     * An account with what its password is compared with.
     *
     * @param codeUntil when the password ends, which only lets choose another: a one-time code; empty for any other
     */
    record Stored(Account account, PasswordHash password, Optional<Instant> codeUntil) {
        /** Whether the site's directory keeps its password. */
        boolean isOfDirectory() {
            return password.isOfDirectory();
        }
    }

    private AccountTable() {}

    /** By name, sorted. */
    static Map<String, Stored> all(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name, role, rights, publish, subscribe, write_points,"
                        + " write_ranges, write_priority, write_lease, disabled, salt, iterations, hash,"
                        + " code_until FROM account")) {
            Map<String, Stored> all = new TreeMap<>();
            while (row.next()) {
                Account account = new Account(
                        row.getString("name"),
                        Role.of(row.getString("role")),
                        lines(row.getString("rights")).map(Right::of).collect(Collectors.toSet()),
                        new TopicGrants(
                                lines(row.getString("publish")).toList(),
                                lines(row.getString("subscribe")).toList()),
                        writes(row),
                        row.getBoolean("disabled"));
                PasswordHash password =
                        new PasswordHash(row.getBytes("salt"), row.getInt("iterations"), row.getBytes("hash"));
                Optional<Instant> codeUntil = Optional.ofNullable(row.getObject("code_until"))
                        .map(seconds -> Instant.ofEpochSecond(((Number) seconds).longValue()));
                all.put(account.name(), new Stored(account, password, codeUntil));
            }
            return all;
        }
    }

    private static WriteLimits writes(ResultSet row) throws SQLException {
        return new WriteLimits(
                lines(row.getString("write_points")).map(PointPattern::parse).toList(),
                lines(row.getString("write_ranges")).map(PointRange::parse).toList(),
                row.getInt("write_priority"),
                Optional.of(Duration.ofSeconds(row.getLong("write_lease"))).filter(lease -> !lease.isZero()));
    }

    static int store(Connection connection, Stored stored) throws SQLException {
        Account account = stored.account();
        try (PreparedStatement update = connection.prepareStatement(
                "INSERT OR REPLACE INTO account (name, role, rights, publish, subscribe, disabled, salt, iterations,"
                        + " hash, write_points, write_ranges, write_priority, write_lease, code_until)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            update.setString(1, account.name());
            update.setString(2, account.role().wireName());
            update.setString(3, lines(account.ticked(), Right::wireName));
            update.setString(4, lines(account.topics().publish(), Function.identity()));
            update.setString(5, lines(account.topics().subscribe(), Function.identity()));
            update.setBoolean(6, account.disabled());
            update.setBytes(7, stored.password().salt());
            update.setInt(8, stored.password().iterations());
            update.setBytes(9, stored.password().hash());
            update.setString(10, lines(account.writes().points(), PointPattern::toString));
            update.setString(11, lines(account.writes().ranges(), PointRange::toString));
            update.setInt(12, account.writes().highestPriority());
            update.setLong(13, account.writes().lease().map(Duration::toSeconds).orElse(0L));
            update.setObject(14, stored.codeUntil().map(Instant::getEpochSecond).orElse(null));
            return update.executeUpdate();
        }
    }

    /** With all that is its own: another account of that name later has nothing of this one. */
    static int delete(Connection connection, String name) throws SQLException {
        FactorTable.delete(connection, name);
        TokenTable.deleteAllOf(connection, name);
        AccountUses.delete(connection, name);
        try (PreparedStatement update = connection.prepareStatement("DELETE FROM account WHERE name = ?")) {
            update.setString(1, name);
            return update.executeUpdate();
        }
    }

    private static Stream<String> lines(String text) {
        return Stream.of(text.split(LINE)).filter(line -> !line.isEmpty());
    }

    private static <T> String lines(Collection<T> all, Function<T, String> text) {
        return all.stream().map(text).collect(Collectors.joining(LINE));
    }
}
