// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code updates/hawkbit} in the data folder: what is under way, in one file that is replaced in one piece, and the
 * package. Thread: one.
 */
final class AssignmentFile {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentFile.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Disk disk;
    private final Path folder;
    private final Room room;

    /** How much a disk still takes. */
    @FunctionalInterface
    interface Room {
        /** @param there a file or folder on the disk */
        long usableBytes(Path there) throws IOException;
    }

    AssignmentFile(Disk disk, Path data) {
        this(disk, data, there -> Files.getFileStore(there).getUsableSpace());
    }

    AssignmentFile(Disk disk, Path data, Room room) {
        this.disk = disk;
        this.room = room;
        folder = data.resolve("updates").resolve("hawkbit");
    }

    /** Of the package's disk, once something was written. */
    long usableBytes() throws IOException {
        return room.usableBytes(folder);
    }

    Path packageFile() {
        return folder.resolve("package.bmsu");
    }

    private Path file() {
        return folder.resolve("action.json");
    }

    Optional<Assignment> read() {
        try {
            return Files.exists(file())
                    ? Optional.of(JSON.readValue(file().toFile(), Assignment.class))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.warn("what was under way for the hawkBit server cannot be read, and begins anew", e);
            return Optional.empty();
        }
    }

    /** On the disk when this returns. */
    void write(Assignment assignment) throws IOException {
        disk.createFolders(folder);
        disk.replace(file(), JSON.writeValueAsBytes(assignment));
    }

    /** The package is on the disk when this returns. */
    void keepPackage() throws IOException {
        disk.sync(packageFile());
        disk.sync(folder);
    }

    void dropPackage() throws IOException {
        disk.delete(packageFile());
    }

    /** Nothing is under way any more. */
    void forget() throws IOException {
        disk.delete(file());
        if (Files.exists(folder)) {
            disk.sync(folder);
        }
        dropPackage();
    }
}
