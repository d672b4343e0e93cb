// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks into a copy of the databases as a kill has left them, so that their recovery at the next start is the
 * gateway's own.
 */
final class DiskCheck {
    private final Path data;
    private final Path copy;

    DiskCheck(Path data, Path copy) {
        this.data = data;
        this.copy = copy;
    }

    /** One line for each thing that is wrong. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (String database : List.of("designer.db", "journal.db", "runtime.db")) {
            query(database, "PRAGMA integrity_check").stream()
                    .filter(line -> !line.equals("ok"))
                    .forEach(line -> problems.add(database + ": " + line));
            query(database, "PRAGMA foreign_key_check")
                    .forEach(line -> problems.add(database + " has a row without its parent: " + line));
        }
        query("runtime.db", "SELECT point, time_ms, count(*) FROM sample GROUP BY point, time_ms HAVING count(*) > 1")
                .forEach(row -> problems.add("a row twice: " + row));
        return problems;
    }

    /** The first column of all rows. */
    List<String> query(String database, String sql) {
        try {
            Files.createDirectories(copy);
            for (String part : List.of("", "-wal")) {
                Path from = data.resolve(database + part);
                Files.deleteIfExists(copy.resolve(database + part));
                if (Files.exists(from)) {
                    Files.copy(from, copy.resolve(database + part), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.deleteIfExists(copy.resolve(database + "-shm"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy.resolve(database));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> lines = new ArrayList<>();
            while (row.next()) {
                lines.add(String.valueOf(row.getString(1)));
            }
            return lines;
        } catch (SQLException e) {
            throw new AssertionError(database + ": " + sql, e);
        }
    }
}
