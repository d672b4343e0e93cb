// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A backup in a ZIP file. Nothing that it says of itself is believed: a few kilobytes can unpack to more than a disk
 * holds. Thread: any, one at a time.
 */
public final class BackupZip implements Closeable {
    private static final int BUFFER = 64 * 1024;
    private static final int KIB = 1024;

    private final ZipFile zip;
    private final Map<String, String> entries;

    private BackupZip(ZipFile zip) {
        this.zip = zip;
        this.entries = BackupNames.of(zip.stream().map(ZipEntry::getName).toList());
    }

    /**
     * Opens a file. Names in an older encoding than UTF-8 are not the backup's own, and do no harm.
     *
     * @throws ZipException it is no whole ZIP file
     * @throws IllegalArgumentException saying why it is no backup
     */
    public static BackupZip open(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1);
        try {
            return new BackupZip(zip);
        } catch (IllegalArgumentException e) {
            zip.close();
            throw e;
        }
    }

    /** Its files, relative to the data folder. */
    public Set<String> names() {
        return entries.keySet();
    }

    /**
     * Looks whether all of it has room.
     *
     * @param room in bytes
     * @throws IOException it has not; the message says what to do
     */
    public void requireRoom(long room) throws IOException {
        long size = 0;
        for (String name : names()) {
            size += Math.min(entry(name).getSize(), Long.MAX_VALUE - size);
        }
        if (size > room) {
            throw new IOException("the backup unpacks to " + size / KIB + " KiB, and there is room for " + room / KIB
                    + " KiB; make room first");
        }
    }

    /**
     * Unpacks a file.
     *
     * @throws ZipException it is damaged, or longer than the ZIP file says
     */
    public void copy(String name, OutputStream out) throws IOException {
        ZipEntry entry = entry(name);
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            long left = entry.getSize();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw new ZipException(name + " in it is longer than it says");
                }
                out.write(buffer, 0, read);
            }
        }
        // A stored entry that was damaged would otherwise pass for whole.
        if (entry.getCrc() >= 0 && sum.getValue() != entry.getCrc()) {
            throw new ZipException(name + " in it is damaged");
        }
    }

    private ZipEntry entry(String name) {
        return zip.getEntry(entries.get(name));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
