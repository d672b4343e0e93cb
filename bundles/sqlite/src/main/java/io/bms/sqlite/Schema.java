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
 * append another. One that only adds (a table, a column with a default) leaves the tables to those
 * that came before it, so that an update which brings it can be taken back.
 *
 * @param owner short name of the bundle
 * @param migrations in order, each the statements of one transaction
 * @param readableFrom the first version that can read and write the tables as they are after all of them
 */
public record Schema(String owner, List<List<String>> migrations, int readableFrom) {
    public Schema {
        Objects.requireNonNull(owner, "owner");
        migrations = migrations.stream().map(List::copyOf).toList();
        if (readableFrom > migrations.size()) {
            throw new IllegalArgumentException(
                    owner + " has " + migrations.size() + " migrations, none of them is " + readableFrom);
        }
    }

    /** Tables that no version before can read. */
    public Schema(String owner, List<List<String>> migrations) {
        this(owner, migrations, migrations.size());
    }

    /** What a file has of the owner's tables; 0: nothing. */
    private record Found(int version, int readableFrom) {}

    /** Runs what was not run yet. Leaves alone what a newer one has added to. */
    void migrate(Database database) {
        Found found = database.transact(this::found);
        if (found.readableFrom() > migrations.size()) {
            throw new IllegalStateException(database.file() + " holds " + owner + " tables of version "
                    + found.version() + ", written by a newer gateway; this one knows version " + migrations.size()
                    + ": install the newer gateway again, or move the file away to start anew");
        }
        for (int next = found.version(); next < migrations.size(); next++) {
            int index = next;
            database.transact(connection -> run(connection, index));
        }
    }

    private Found found(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version"
                    + " (owner TEXT PRIMARY KEY, version INTEGER NOT NULL, readable_from INTEGER) WITHOUT ROWID");
            if (!hasReadableFrom(statement)) {
                statement.execute("ALTER TABLE schema_version ADD COLUMN readable_from INTEGER");
            }
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT version, coalesce(readable_from, version) FROM schema_version WHERE owner = ?")) {
            query.setString(1, owner);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? new Found(row.getInt(1), row.getInt(2)) : new Found(0, 0);
            }
        }
    }

    /** Of files that were made before there was such a thing. */
    private static boolean hasReadableFrom(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT 1 FROM pragma_table_info('schema_version') WHERE name = 'readable_from'")) {
            return row.next();
        }
    }

    private int run(Connection connection, int index) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : migrations.get(index)) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement update = connection.prepareStatement(
                "INSERT INTO schema_version (owner, version, readable_from) VALUES (?, ?, ?) ON CONFLICT (owner)"
                        + " DO UPDATE SET version = excluded.version, readable_from = excluded.readable_from")) {
            update.setString(1, owner);
            update.setInt(2, index + 1);
            update.setInt(3, Math.min(readableFrom, index + 1));
            return update.executeUpdate();
        }
    }
}
