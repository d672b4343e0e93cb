// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Copies a database that is in use, as it is at one moment. Others read and write meanwhile. Thread: any. */
public final class DatabaseCopy {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private DatabaseCopy() {}

    /** @param to must not exist, or be empty */
    public static void write(Path from, Path to) throws IOException {
        try (Connection connection = open(from);
                PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, to.toString());
            copy.execute();
        } catch (SQLException e) {
            throw new IOException(from + " cannot be copied: " + e.getMessage(), e);
        }
    }

    /** @throws IOException it is damaged, or no database at all */
    public static void check(Path file) throws IOException {
        try (Connection connection = open(file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
            if (!row.next() || !"ok".equals(row.getString(1))) {
                throw new IOException(file + " is damaged");
            }
        } catch (SQLException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static Connection open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) PATIENCE.toMillis());
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }
}
