// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How much of the disk the gateway's databases take, and what is left. Blocks for the disk. Thread: any. */
final class StoreSizes {
    private static final String DATABASE = ".db";
    /** What SQLite writes ahead (https://www.sqlite.org/wal.html). */
    private static final String AHEAD = ".db-wal";

    private final Path data;

    StoreSizes(Path data) {
        this.data = data;
    }

    /** Bytes by database, as in {@code journal.db}, with what is written ahead; empty if the folder cannot be read. */
    Map<String, Long> bytes() {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(DATABASE) || name.endsWith(AHEAD)) {
                    sizes.merge(name.substring(0, name.lastIndexOf(DATABASE)) + DATABASE, size(file), Long::sum);
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return sizes;
    }

    /** A file may go while one looks. */
    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    OptionalLong freeBytes() {
        try {
            return OptionalLong.of(Files.getFileStore(data).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
