// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One owner's connection to a database file. Thread: any; work runs one at a time. Several owners,
 * each with its own tables, may open the same file.
 *
 * <p>Every failure of the disk or of SQLite is an {@link UncheckedIOException} that names the file.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final List<Path> setAside;
    private final UseLock use;
    private final Connection connection;
    private final Durability durability;
    private boolean closed;

    private Database(Path file, List<Path> setAside, UseLock use, Connection connection, Durability durability) {
        this.file = file;
        this.setAside = setAside;
        this.use = use;
        this.connection = connection;
        this.durability = durability;
    }

    /**
     * Opens a file, makes it where it is missing, sets it aside where it is damaged, and brings the
     * owner's tables up to date.
     *
     * @throws IllegalStateException the tables were written by a newer gateway
     */
    public static Database open(Path file, Durability durability, Schema schema) {
        return open(new DatabaseFile(file, PATIENCE, Clock.systemUTC()), durability, schema);
    }

    static Database open(DatabaseFile file, Durability durability, Schema schema) {
        Database database;
        try {
            database = connect(file, durability);
        } catch (SQLException | IOException e) {
            throw new UncheckedIOException(new IOException("cannot open " + file.path() + ": " + e.getMessage(), e));
        }
        return database.orClose(() -> {
            schema.migrate(database);
            return database;
        });
    }

    private static Database connect(DatabaseFile file, Durability durability) throws SQLException, IOException {
        UseLock use = file.use();
        try {
            List<Path> setAside = file.setAside();
            return new Database(file.path(), setAside, use, file.connect(durability), durability);
        } catch (SQLException | IOException e) {
            use.close();
            throw e;
        }
    }

    /**
     * The first transaction, from which an owner loads its state. If it fails, the database is closed,
     * since the constructor that called will not finish and nobody else would.
     */
    public <T> T load(Work<T> work) {
        return orClose(() -> transact(work));
    }

    /** Runs work in a transaction of its own: committed to the disk when this returns, undone when it throws. */
    public synchronized <T> T transact(Work<T> work) {
        requireOpen();
        try {
            execute("BEGIN IMMEDIATE");
            boolean committed = false;
            try {
                T result = work.on(connection);
                execute("COMMIT");
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollBack();
                }
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * Like {@link #transact}, but the disk is not waited for: a crash of the process does not undo it, while
     * power loss may, until the next synced transaction. For what costs nothing but a repetition.
     */
    public synchronized <T> T transactUnsynced(Work<T> work) {
        requireOpen();
        try {
            synced(Durability.NORMAL);
            try {
                return transact(work);
            } finally {
                synced(durability);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void synced(Durability now) throws SQLException {
        execute("PRAGMA synchronous = " + now.mode().getValue());
    }

    /** Runs a single query, outside a transaction. */
    public synchronized <T> T read(Work<T> query) {
        requireOpen();
        try {
            return query.on(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    public Path file() {
        return file;
    }

    /** Damaged files that were set aside, now or earlier, and that are still there; oldest first. */
    public List<Path> setAside() {
        return setAside;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (use) {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private <T> T orClose(Supplier<T> step) {
        boolean done = false;
        try {
            T result = step.get();
            done = true;
            return result;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(file + " is closed");
        }
    }

    /** After some failures SQLite has undone the transaction by itself. */
    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            LOG.debug("{}: nothing to undo: {}", file, e.getMessage());
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private UncheckedIOException failure(SQLException e) {
        return new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
    }
}
