// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The table of second factors, and all SQL on it. Hashes of recovery codes are stored as lines. */
final class FactorTable {
    static final List<String> CREATE =
            List.of("CREATE TABLE factor (account TEXT PRIMARY KEY, secret BLOB NOT NULL, last_step INTEGER NOT NULL,"
                    + " recovery TEXT NOT NULL)");

    private static final String LINE = "\n";

    /**
     * The factor of an account. A class would compare no better: nobody compares them.
     *
     * @param lastStep of the last code that was used
     * @param recovery hashes of the codes that are left
     */
    record Stored(String account, byte[] secret, long lastStep, List<String> recovery) {
        Stored usedAt(long step) {
            return new Stored(account, secret, step, recovery);
        }

        Stored without(String hash) {
            return new Stored(
                    account,
                    secret,
                    lastStep,
                    recovery.stream().filter(other -> !other.equals(hash)).toList());
        }
    }

    private FactorTable() {}

    /** By account. */
    static Map<String, Stored> all(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT account, secret, last_step, recovery FROM factor")) {
            Map<String, Stored> all = new HashMap<>();
            while (row.next()) {
                List<String> recovery = Stream.of(row.getString("recovery").split(LINE))
                        .filter(line -> !line.isEmpty())
                        .toList();
                String account = row.getString("account");
                all.put(account, new Stored(account, row.getBytes("secret"), row.getLong("last_step"), recovery));
            }
            return all;
        }
    }

    static int store(Connection connection, Stored stored) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "INSERT OR REPLACE INTO factor (account, secret, last_step, recovery) VALUES (?, ?, ?, ?)")) {
            update.setString(1, stored.account());
            update.setBytes(2, stored.secret());
            update.setLong(3, stored.lastStep());
            update.setString(4, String.join(LINE, stored.recovery()));
            return update.executeUpdate();
        }
    }

    static int delete(Connection connection, String account) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("DELETE FROM factor WHERE account = ?")) {
            update.setString(1, account);
            return update.executeUpdate();
        }
    }
}
