// SPDX-License-Identifier: GPL-3.0-only
package io.bms.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Changes of files, one at a time. After a loss of power any that was not synced may be missing: what is in a file
 * until the file was, and that a file is there, has gone or has another name until its folder was (fsync(2)). A test
 * loses them on purpose.
 */
public interface Disk {
    /** The machine's. */
    static Disk real() {
        return new RealDisk();
    }

    /** Makes a folder and those above it; does nothing where it is there. */
    void createFolders(Path folder) throws IOException;

    /** Makes the file where there is none, and replaces what is in it. */
    void write(Path file, byte[] content) throws IOException;

    /** Makes the file where there is none, and adds to it. */
    void append(Path file, byte[] content) throws IOException;

    /** Makes a file with what is in another, which may lie in another file system. */
    default void copy(Path from, Path to) throws IOException {
        write(to, Files.readAllBytes(from));
    }

    /** How many bytes this user may still write where the folder lies. */
    default long free(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Replaces what has the new name, in one piece; both lie in one file system. */
    void move(Path from, Path to) throws IOException;

    /** A file or an empty folder; does nothing where it is not there. */
    void delete(Path path) throws IOException;

    /** What is in a file, or which names a folder has, is on the disk when this returns. */
    void sync(Path path) throws IOException;

    /** The file has the old content or the new one at every moment, and the new one on the disk when this returns. */
    default void replace(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        write(part, content);
        sync(part);
        move(part, file);
        sync(file.getParent());
    }

    /**
     * Syncs all files and folders of a tree, those within before those around them. What is deleted meanwhile does not
     * matter.
     *
     * @param except a folder of which nothing is synced
     */
    default void syncTree(Path folder, Path except) throws IOException {
        Files.walkFileTree(folder, new Syncing(this, except));
    }

    /** All of it. */
    default void syncTree(Path folder) throws IOException {
        syncTree(folder, Path.of(""));
    }

    /** Deletes a file or a folder with all that is in it; does nothing where it is not there. */
    default void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path path : upwards(folder)) {
                delete(path);
            }
        }
    }

    private static List<Path> upwards(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
