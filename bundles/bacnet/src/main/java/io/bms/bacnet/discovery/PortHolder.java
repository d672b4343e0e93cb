// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out which program holds a UDP port. It can tell so on Linux only, and for programs of its own user only.
 * Thread: any.
 */
record PortHolder(Path proc) {
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    /**
     * The programs that have a socket on this port, as in {@code java (process 4711)}; the gateway may be among them.
     */
    Set<String> of(int port) {
        Set<String> sockets = new TreeSet<>();
        for (String table : List.of("net/udp", "net/udp6")) {
            lines(proc.resolve(table)).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns ->
                            columns.length > INODE && columns[LOCAL_ADDRESS].endsWith(String.format(":%04X", port)))
                    .forEach(columns -> sockets.add("socket:[" + columns[INODE] + "]"));
        }
        Set<String> programs = new TreeSet<>();
        if (!sockets.isEmpty()) {
            processes(programs, sockets);
        }
        return programs;
    }

    private void processes(Set<String> programs, Set<String> sockets) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    String name =
                            lines(process.resolve("comm")).stream().findFirst().orElse("a program");
                    programs.add(name + " (process " + process.getFileName() + ")");
                }
            }
        } catch (IOException e) {
            programs.add("a program that cannot be seen from here");
        }
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (target(file).filter(sockets::contains).isPresent()) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
        return false;
    }

    private static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
