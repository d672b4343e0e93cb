// SPDX-License-Identifier: GPL-3.0-only
package io.bms.fleet;

import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** PostgreSQL of Debian's, with a database of its own and the schema of configs/cloud. */
final class Postgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path folder;
    private final int port = FreePorts.tcp();
    private final Child server;

    Postgres(Path folder) {
        this.folder = folder;
        Path data = folder.resolve("data");
        run("initdb", "-D", data.toString(), "-A", "trust", "-U", "postgres", "-E", "UTF8");
        server = new Child(
                        "postgres",
                        folder,
                        asUser(List.of(
                                program("postgres"),
                                "-D",
                                data.toString(),
                                "-p",
                                String.valueOf(port),
                                "-c",
                                "listen_addresses=127.0.0.1",
                                "-c",
                                "unix_socket_directories=" + folder,
                                "-c",
                                "shared_buffers=64MB")))
                .start();
        awaitUp();
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    Child server() {
        return server;
    }

    void awaitUp() {
        Await.until(this::isUp, PATIENCE, "PostgreSQL answers");
    }

    private boolean isUp() {
        try (Connection connection = DriverManager.getConnection(url())) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Statements as they stand in a file. */
    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql.length() > 500 ? sql.substring(0, 500) : sql, e);
        }
    }

    long number(String query) {
        return Long.parseLong(rows(query).get(0).values().iterator().next());
    }

    /** As text, by the names of their columns. */
    List<Map<String, String>> rows(String query) {
        List<Map<String, String>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                Map<String, String> one = new LinkedHashMap<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    one.put(row.getMetaData().getColumnName(i), row.getString(i));
                }
                rows.add(one);
            }
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
        return rows;
    }

    /** kill -9 of all its processes, as of a machine that is switched off. */
    void kill9() {
        List<ProcessHandle> all = ProcessHandle.allProcesses()
                .filter(one -> one.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments)
                                .contains(folder.resolve("data").toString()))
                        .isPresent())
                .toList();
        List<ProcessHandle> children =
                all.stream().flatMap(ProcessHandle::descendants).toList();
        Stream.concat(all.stream(), children.stream()).distinct().forEach(ProcessHandle::destroyForcibly);
        server.kill9();
        Await.until(
                () -> Stream.concat(all.stream(), children.stream()).noneMatch(ProcessHandle::isAlive),
                PATIENCE,
                "PostgreSQL is gone");
        try {
            Files.deleteIfExists(folder.resolve("data/postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program(program)));
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(folder);
            own(folder);
            Process process = new ProcessBuilder(asUser(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(program + ".log").toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new AssertionError(Files.readString(folder.resolve(program + ".log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** PostgreSQL does not run as root. */
    private static List<String> asUser(List<String> command) {
        List<String> all = new ArrayList<>(
                isRoot() ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") : List.of());
        all.addAll(command);
        return all;
    }

    private static void own(Path folder) throws IOException {
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
    }

    private static String program(String name) {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Comparator.comparing(
                            path -> Integer.parseInt(path.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin/" + name)
                    .toString();
        } catch (IOException e) {
            throw new AssertionError("PostgreSQL is missing; install it: apt-get install -y postgresql", e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
