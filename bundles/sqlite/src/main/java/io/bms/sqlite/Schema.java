// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/**
 * The tables of one owner and how they came to be. Several owners share a file; each counts its own
 * version, which is the number of migrations that were run. A released migration is never edited:
 * append another.
 *
 * @param owner short name of the bundle
 * @param migrations in order, each the statements of one transaction
 */
public record Schema(String owner, List<List<String>> migrations) {
    public Schema {
        Objects.requireNonNull(owner, "owner");
        migrations = migrations.stream().map(List::copyOf).toList();
    }

    /** Runs what was not run yet. */
    void migrate(Database database) {
        int version = database.transact(this::version);
        if (version > migrations.size()) {
            throw new IllegalStateException(database.file() + " holds " + owner + " tables of version " + version
                    + ", written by a newer gateway; this one knows version " + migrations.size()
                    + ": install the newer gateway again, or move the file away to start anew");
        }
        for (int next = version; next < migrations.size(); next++) {
            int index = next;
            database.transact(connection -> run(connection, index));
        }
    }

    private int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version"
                    + " (owner TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID");
        }
        try (PreparedStatement query =
                connection.prepareStatement("SELECT version FROM schema_version WHERE owner = ?")) {
            query.setString(1, owner);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private int run(Connection connection, int index) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : migrations.get(index)) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement update =
                connection.prepareStatement("INSERT INTO schema_version (owner, version) VALUES (?, ?)"
                        + " ON CONFLICT (owner) DO UPDATE SET version = excluded.version")) {
            update.setString(1, owner);
            update.setInt(2, index + 1);
            return update.executeUpdate();
        }
    }
}
