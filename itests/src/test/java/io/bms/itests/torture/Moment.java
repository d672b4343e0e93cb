// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** When a kill is to fall, and what shows that it does. */
enum Moment {
    /** Whenever. */
    ANY(Set.of()),
    /** The writer of the history says so in its thread's name. */
    PACKING(Set.of("bms-ts-packing")),
    CHECKPOINT(Set.of("bms-ts-checkpt")),
    /** The file of a backup is there and has not got its name yet. */
    BACKUP(Set.of());

    /** What the names of the history's threads begin with; Linux shows 15 characters, however Java shortens them. */
    private static final String OF_HISTORY = "bms-t";

    private final Set<String> names;

    Moment(Set<String> names) {
        this.names = names;
    }

    /** The half of all kills that falls inside something. */
    static Moment of(int kill) {
        return List.of(PACKING, ANY, kill % 8 < 4 ? BACKUP : CHECKPOINT, ANY).get(kill % 4);
    }

    boolean isNow(List<Path> threads, Path backup) {
        return switch (this) {
            case ANY -> true;
            case BACKUP -> Files.exists(Path.of(backup + ".part"));
            default -> threads.stream().map(Moment::name).anyMatch(names::contains);
        };
    }

    /** The threads whose names can tell. */
    static List<Path> threads(long pid) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.map(task -> task.resolve("comm"))
                    .filter(comm -> name(comm).startsWith(OF_HISTORY))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path comm) {
        try {
            return Files.readString(comm).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // The thread ended while its name was read.
            return "";
        }
    }
}
