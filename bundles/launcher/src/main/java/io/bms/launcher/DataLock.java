// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second gateway off the data folder. The system drops it when the process ends, however it ends. */
final class DataLock implements Closeable {
    private final FileChannel channel;
    private final Path pid;

    private DataLock(FileChannel channel, Path pid) {
        this.channel = channel;
        this.pid = pid;
    }

    static DataLock take(Layout layout) throws IOException, CannotStartException {
        FileChannel channel = open(layout);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new CannotStartException(
                    "The data folder " + layout.data() + " is in use by another gateway" + holder(layout.pid())
                            + ". Stop that one, or give this one a data folder of its own with BMS_DATA.");
        }
        return new DataLock(channel, layout.pid());
    }

    private static FileChannel open(Layout layout) throws CannotStartException {
        try {
            return FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            throw Unwritable.refusal(layout.data());
        } catch (IOException e) {
            throw new CannotStartException("The data folder " + layout.data() + " cannot be written (" + e
                    + "). Set BMS_DATA to a folder that this user may write.");
        }
    }

    /** Leaves this process's id beside the lock. */
    void sign() throws IOException {
        Files.writeString(pid, ProcessHandle.current().pid() + "\n");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static String holder(Path pid) throws IOException {
        return Files.exists(pid) ? ", process " + Files.readString(pid).strip() : "";
    }
}
