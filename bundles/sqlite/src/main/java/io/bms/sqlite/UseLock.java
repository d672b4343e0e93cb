// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Says who uses a database file, so that it is moved away or prepared only while nobody has it open.
 * It is SQLite's own lock on an empty file beside it, since a Java file lock does not work between
 * bundles of one process. It ends with its holder, also by a kill. Thread: any.
 */
final class UseLock implements AutoCloseable {
    private final Connection connection;

    private UseLock(Path file, Duration patience, String begin) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) patience.toMillis());
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file + ".lock");
        connection = source.getConnection();
        boolean held = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute(begin);
            statement.execute("SELECT count(*) FROM sqlite_schema");
            held = true;
        } finally {
            if (!held) {
                connection.close();
            }
        }
    }

    /** Beside others that share. */
    static UseLock shared(Path file, Duration patience) throws SQLException {
        return new UseLock(file, patience, "BEGIN");
    }

    /** Once nobody shares; fails with SQLITE_BUSY when that takes too long. */
    static UseLock alone(Path file, Duration patience) throws SQLException {
        return new UseLock(file, patience, "BEGIN EXCLUSIVE");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
