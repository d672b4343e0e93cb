// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** PostgreSQL of Debian's, with a database of its own, on a free port of loopback. */
public final class Postgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path folder;
    private final int port = FreePorts.tcp();
    private final Run server;

    private Postgres(Path folder) {
        this.folder = folder;
        Path data = folder.resolve("data");
        // Nothing of it has to outlast a loss of power.
        run(asUser(
                "initdb",
                "-D",
                data.toString(),
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync"));
        server = Run.start(
                folder,
                Map.of(),
                asUser(
                        "postgres",
                        "-D",
                        data.toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=off"));
        server.awaitLine("database system is ready to accept connections", PATIENCE);
    }

    /** Makes the database, where PostgreSQL's own user can reach it, and starts it. */
    public static Postgres start() throws IOException {
        Path folder = Files.createTempDirectory("bms-postgres");
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
        return new Postgres(folder);
    }

    /** Runs a script, which ends at the first error, and gives the rows of its queries, fields parted by {@code |}. */
    public List<String> run(String script) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "script", ".sql"), script);
        String said = run(List.of(
                program("psql"),
                "-XqAt",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-U",
                "postgres",
                "-f",
                file.toString()));
        return said.lines().filter(line -> !line.isBlank()).toList();
    }

    private String run(List<String> command) {
        return Run.toEnd(folder, Map.of("PGCLIENTENCODING", "UTF8"), PATIENCE, command);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** The server does not run as root. */
    private static List<String> asUser(String program, String... arguments) {
        List<String> command = new ArrayList<>(
                isRoot() ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") : List.of());
        command.add(program(program));
        command.addAll(List.of(arguments));
        return command;
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
        Run.toEnd(Path.of("/"), Map.of(), PATIENCE, List.of("rm", "-rf", folder.toString()));
    }
}
