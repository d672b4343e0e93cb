// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.backup.Backup;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.DatabaseCopy;
import io.bms.text.BackupNames;
import io.bms.text.BackupZip;
import io.bms.text.PrivateFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backups as ZIP files: all databases of the data folder, and the operator's settings. The launcher restores what lies
 * in the data folder as {@value #RESTORE}. Thread: any.
 */
@Component(service = Backup.class)
public final class ZipBackup implements Backup {
    static final String RESTORE = "restore.zip";
    private static final Logger LOG = LoggerFactory.getLogger(ZipBackup.class);

    private final Path data;
    private final LongSupplier room;

    @Activate
    public ZipBackup(BundleContext context) {
        this(DataFolder.of(context));
    }

    private ZipBackup(Path data) {
        this(data, () -> data.toFile().getUsableSpace());
    }

    /** @param room how many bytes a backup may unpack to */
    ZipBackup(Path data, LongSupplier room) {
        this.data = data;
        this.room = room;
    }

    @Override
    public synchronized void write(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file + " is there already; give another name, or delete it first");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Path copy = data.resolve("backup.copy");
        try {
            try (OutputStream out = privately(part);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (String name : content()) {
                    add(zip, name, copy);
                }
            }
            sync(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            LOG.info("backup written to {}", file);
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(part);
        }
    }

    /** Names relative to the data folder. */
    private List<String> content() throws IOException {
        try (Stream<Path> files = Files.walk(data, 2)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> data.relativize(file).toString())
                    .filter(BackupNames::isContent)
                    .sorted()
                    .toList();
        }
    }

    private void add(ZipOutputStream zip, String name, Path copy) throws IOException {
        Path from = data.resolve(name);
        if (BackupNames.isDatabase(name)) {
            privately(copy).close();
            DatabaseCopy.write(from, copy);
            from = copy;
        }
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(from, zip);
        zip.closeEntry();
    }

    @Override
    public synchronized void restoreAtNextStart(Path file) throws IOException {
        check(file);
        Path part = data.resolve(RESTORE + ".part");
        try (OutputStream out = privately(part)) {
            Files.copy(file, out);
        }
        sync(part);
        Files.move(part, data.resolve(RESTORE), StandardCopyOption.ATOMIC_MOVE);
        LOG.warn("{} will be restored at the next start", file);
    }

    /** Reads all of it, and looks into its databases. */
    @Override
    public synchronized void check(Path file) throws IOException {
        Path copy = data.resolve("restore.check");
        try (BackupZip zip = BackupZip.open(file)) {
            zip.requireRoom(room.getAsLong());
            for (String name : zip.names()) {
                try (OutputStream out = privately(copy)) {
                    zip.copy(name, out);
                }
                if (BackupNames.isDatabase(name)) {
                    DatabaseCopy.check(copy);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " is no backup of a gateway (" + e.getMessage() + "); give a file that bms:backup wrote", e);
        } catch (ZipException e) {
            throw new IOException(
                    file + " is no whole backup (" + e.getMessage() + "); give a file that bms:backup wrote", e);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /** Makes an empty file anew that only its owner may read, as the databases are. */
    private static OutputStream privately(Path file) throws IOException {
        PrivateFile.create(file);
        return Files.newOutputStream(file);
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
