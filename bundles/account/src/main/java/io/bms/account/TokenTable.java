// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.AddressBlock;
import io.bms.api.account.Token;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of tokens, and all SQL on it. Times are stored in seconds since 1970, networks as lines. */
final class TokenTable {
    static final List<String> CREATE = List.of("CREATE TABLE token (id TEXT PRIMARY KEY, account TEXT NOT NULL,"
            + " purpose TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL, last_used INTEGER,"
            + " networks TEXT NOT NULL, hash BLOB NOT NULL)");

    private static final String LINE = "\n";

    /** A token with what its text is compared with. */
    record Stored(Token token, TokenHash hash) {}

    private TokenTable() {}

    /** By id. */
    static Map<String, Stored> all(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id, account, purpose, created, expires, last_used, networks, hash FROM token")) {
            Map<String, Stored> all = new HashMap<>();
            while (row.next()) {
                long lastUsed = row.getLong("last_used");
                Token token = new Token(
                        row.getString("id"),
                        row.getString("account"),
                        row.getString("purpose"),
                        Instant.ofEpochSecond(row.getLong("created")),
                        Instant.ofEpochSecond(row.getLong("expires")),
                        lastUsed == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(lastUsed)),
                        Stream.of(row.getString("networks").split(LINE))
                                .filter(line -> !line.isEmpty())
                                .map(AddressBlock::of)
                                .toList());
                all.put(token.id(), new Stored(token, new TokenHash(row.getBytes("hash"))));
            }
            return all;
        }
    }

    static int store(Connection connection, Stored stored) throws SQLException {
        Token token = stored.token();
        try (PreparedStatement update =
                connection.prepareStatement("INSERT OR REPLACE INTO token (id, account, purpose,"
                        + " created, expires, last_used, networks, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            update.setString(1, token.id());
            update.setString(2, token.account());
            update.setString(3, token.purpose());
            update.setLong(4, token.created().getEpochSecond());
            update.setLong(5, token.expires().getEpochSecond());
            update.setObject(6, token.lastUsed().map(Instant::getEpochSecond).orElse(null));
            update.setString(
                    7, token.networks().stream().map(AddressBlock::text).collect(Collectors.joining(LINE)));
            update.setBytes(8, stored.hash().bytes());
            return update.executeUpdate();
        }
    }

    static int delete(Connection connection, String id) throws SQLException {
        return delete(connection, "DELETE FROM token WHERE id = ?", id);
    }

    static int deleteAllOf(Connection connection, String account) throws SQLException {
        return delete(connection, "DELETE FROM token WHERE account = ?", account);
    }

    private static int delete(Connection connection, String sql, String key) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, key);
            return update.executeUpdate();
        }
    }
}
