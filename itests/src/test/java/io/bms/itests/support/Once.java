// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Work whose result stays in a folder, done by the test that needs it first, also where tests run in several processes.
 */
final class Once {
    /** The work. */
    interface Work {
        void run() throws IOException;
    }

    private Once() {}

    /** Does {@code work} unless it was done in {@code folder} before, of the same {@code origin}. */
    static synchronized void in(Path folder, String origin, Work work) throws IOException {
        Files.createDirectories(folder);
        Path done = folder.resolve("done-of");
        try (FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (Files.notExists(done) || !Files.readString(done).equals(origin)) {
                Files.deleteIfExists(done);
                work.run();
                Files.writeString(done, origin);
            }
        }
    }
}
