// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.sqlite.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of accounts, and all SQL on it. */
final class AccountTable {
    static final Schema SCHEMA = new Schema(
            "account",
            List.of(List.of(
                    "CREATE TABLE account (name TEXT PRIMARY KEY, salt BLOB NOT NULL, iterations INTEGER NOT NULL,"
                            + " hash BLOB NOT NULL)")));

    private AccountTable() {}

    static List<String> names(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM account ORDER BY name")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return List.copyOf(names);
        }
    }

    static Optional<PasswordHash> find(Connection connection, String name) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT salt, iterations, hash FROM account WHERE name = ?")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new PasswordHash(row.getBytes(1), row.getInt(2), row.getBytes(3)))
                        : Optional.empty();
            }
        }
    }

    static int store(Connection connection, String name, PasswordHash password) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "INSERT OR REPLACE INTO account (name, salt, iterations, hash) VALUES (?, ?, ?, ?)")) {
            update.setString(1, name);
            update.setBytes(2, password.salt());
            update.setInt(3, password.iterations());
            update.setBytes(4, password.hash());
            return update.executeUpdate();
        }
    }
}
