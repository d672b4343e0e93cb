// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.text.BackupNames;
import io.bms.text.BackupZip;
import io.bms.text.PrivateFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Restores {@code restore.zip}, a backup that lies in the data folder, before anything opens a file there. It
 * is first unpacked as a whole; a crash at any later moment is gone on from at the next start. What is
 * replaced is moved aside, with the write-ahead logs that belong to it.
 */
final class Restore {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String FIRST_PASSWORD = "admin-password";

    private final Path data;
    private final Path zip;
    private final Path unpacked;
    private final Clock clock;
    private final LongSupplier room;

    private Restore(Path data, Clock clock, LongSupplier room) {
        this.data = data;
        this.clock = clock;
        this.room = room;
        zip = data.resolve("restore.zip");
        unpacked = data.resolve("restoring");
    }

    /**
     * Does nothing where there is nothing to restore.
     *
     * @return where the former files are now
     */
    static Optional<Path> run(Path data, Clock clock) throws CannotStartException, IOException {
        return run(data, clock, () -> data.toFile().getUsableSpace());
    }

    /** @param room how many bytes may be unpacked */
    static Optional<Path> run(Path data, Clock clock, LongSupplier room) throws CannotStartException, IOException {
        Restore restore = new Restore(data, clock, room);
        if (Files.notExists(restore.unpacked)) {
            if (Files.notExists(restore.zip)) {
                return Optional.empty();
            }
            restore.unpack();
        }
        Files.deleteIfExists(restore.zip);
        return Optional.of(restore.exchange());
    }

    /** The folder gets its name only once all of it is on the disk. */
    private void unpack() throws CannotStartException, IOException {
        Path part = data.resolve("restoring.part");
        delete(part);
        Files.createDirectories(part.resolve("etc"));
        try (BackupZip backup = BackupZip.open(zip)) {
            backup.requireRoom(room.getAsLong());
            for (String name : backup.names()) {
                Path target = part.resolve(name);
                create(target, name);
                try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                    backup.copy(name, Channels.newOutputStream(channel));
                    channel.force(true);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStartException(zip + " cannot be restored (" + e.getMessage()
                    + "). Put a file that bms:backup wrote in its place, or delete it to start without.");
        }
        Files.move(part, unpacked, StandardCopyOption.ATOMIC_MOVE);
    }

    /** With the permissions that such a file is made with. */
    private static void create(Path target, String name) throws IOException {
        if (BackupNames.isDatabase(name)) {
            PrivateFile.create(target);
        } else {
            Files.createFile(target);
        }
    }

    /** Puts a file that is no backup out of the way, so that the next start does not try it again. */
    static Path setAside(Path data) throws IOException {
        delete(data.resolve("restoring.part"));
        Path aside = data.resolve("restore.zip.refused");
        Files.move(data.resolve("restore.zip"), aside, StandardCopyOption.REPLACE_EXISTING);
        return aside;
    }

    private Path exchange() throws IOException {
        Path aside = data.resolve("before-restore-" + STAMP.format(clock.instant()));
        Files.createDirectories(aside.resolve("etc"));
        for (Path file : files(unpacked)) {
            String name = unpacked.relativize(file).toString();
            for (String part : List.of("-wal", "-shm", "")) {
                Path former = data.resolve(name + part);
                if (Files.exists(former)) {
                    Files.move(former, aside.resolve(name + part), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            Files.createDirectories(data.resolve(name).getParent());
            Files.move(file, data.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        // It is of the accounts that were here before.
        if (Files.exists(data.resolve(FIRST_PASSWORD))) {
            Files.move(data.resolve(FIRST_PASSWORD), aside.resolve(FIRST_PASSWORD), StandardCopyOption.ATOMIC_MOVE);
        }
        delete(unpacked);
        return aside;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
