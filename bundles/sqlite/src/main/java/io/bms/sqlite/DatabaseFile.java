// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One file on the disk: makes it where it is missing, and sets it aside where it is damaged. Called
 * by several bundles at once for the same file. Thread: any.
 *
 * @param patience how long to wait for another user's lock
 */
record DatabaseFile(Path path, Duration patience, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String DAMAGED = ".damaged-";
    /** A WAL that outgrew this, in a large change, is cut back after its checkpoint. */
    private static final int JOURNAL_LIMIT_BYTES = 1_048_576;

    private static final int CHECKPOINT_PAGES = 256;
    private static final int CACHE_KIB = 512;
    private static final Duration TURN = Duration.ofMillis(50);
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_CORRUPT = 11;
    private static final int SQLITE_NOTADB = 26;

    /**
     * Sees to it that there is a sound file in WAL mode, and says that it is used. Who finds it unsound
     * waits to have it alone, but not for long at a time: another may have come first and use it by now.
     */
    UseLock use() throws SQLException, IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            UseLock use = UseLock.shared(path, patience);
            if (condition() == Condition.SOUND) {
                return use;
            }
            use.close();
        } while (prepareAlone() || System.nanoTime() < deadline);
        throw new IOException("the file is damaged while other parts of the gateway use it;"
                + " stop the gateway and start it again, and it will be set aside");
    }

    private boolean prepareAlone() throws SQLException, IOException {
        UseLock alone;
        try {
            alone = UseLock.alone(path, TURN);
        } catch (SQLException e) {
            if (e.getErrorCode() != SQLITE_BUSY) {
                throw e;
            }
            LOG.debug("{} is not sound, and in use", path);
            return false;
        }
        try (alone) {
            prepare(condition());
            return true;
        }
    }

    Connection connect(Durability durability) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(durability.mode());
        config.setBusyTimeout((int) patience.toMillis());
        config.enforceForeignKeys(true);
        config.setJournalSizeLimit(JOURNAL_LIMIT_BYTES);
        config.setCacheSize(-CACHE_KIB);
        Connection connection = open(config);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        }
        return connection;
    }

    /** Files that were set aside earlier and that nobody took away since. */
    List<Path> setAside() throws IOException {
        String prefix = path.getFileName() + DAMAGED;
        try (Stream<Path> files = Files.list(path.toAbsolutePath().getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.getFileName().toString().endsWith("Z"))
                    .sorted()
                    .toList();
        }
    }

    private enum Condition {
        SOUND,
        NEW,
        NOT_WAL,
        DAMAGED
    }

    private Condition condition() throws SQLException, IOException {
        if (Files.notExists(path) || Files.size(path) == 0) {
            return Condition.NEW;
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) patience.toMillis());
        try (Connection connection = open(config);
                Statement statement = connection.createStatement()) {
            if (!"ok".equals(text(statement, "PRAGMA quick_check(1)"))) {
                return Condition.DAMAGED;
            }
            return "wal".equals(text(statement, "PRAGMA journal_mode")) ? Condition.SOUND : Condition.NOT_WAL;
        } catch (SQLException e) {
            if (e.getErrorCode() == SQLITE_CORRUPT || e.getErrorCode() == SQLITE_NOTADB) {
                return Condition.DAMAGED;
            }
            throw e;
        }
    }

    /** Under the lock, since another may have come first. */
    private void prepare(Condition condition) throws SQLException, IOException {
        switch (condition) {
            case SOUND -> {}
            case NOT_WAL -> switchToWal();
            case NEW -> {
                createPrivately();
                switchToWal();
            }
            case DAMAGED -> {
                moveAside();
                createPrivately();
                switchToWal();
            }
        }
    }

    /** The WAL goes first, so that it never meets the new file. */
    private void moveAside() throws IOException {
        Path aside = path.resolveSibling(path.getFileName() + DAMAGED + STAMP.format(clock.instant()));
        for (String part : List.of("-wal", "-shm", "")) {
            Path from = Path.of(path + part);
            if (Files.exists(from)) {
                Files.move(from, Path.of(aside + part), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        LOG.error(
                "{} is damaged; it was set aside as {} and a new, empty one takes its place",
                path,
                aside.getFileName());
    }

    /** For its owner's eyes only; SQLite gives the WAL the same permissions. */
    private void createPrivately() throws IOException {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} was made but not begun by an earlier start", path);
        }
    }

    private void switchToWal() throws SQLException {
        try (Connection connection = open(new SQLiteConfig());
                Statement statement = connection.createStatement()) {
            if (!"wal".equals(text(statement, "PRAGMA journal_mode = WAL"))) {
                throw new SQLException(
                        path + " cannot be switched to write-ahead logging; is its file system a network's?");
            }
        }
    }

    private Connection open(SQLiteConfig config) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + path);
        return source.getConnection();
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
