// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Space set aside beside the database. SQLite needs some in order to delete, so on a full disk not even
 * the oldest history could be dropped; giving this up makes the room. Thread: bms-timeseries-writer.
 */
final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final int BYTES = 8 << 20;
    /** As much must be free beyond the reserve before the disk counts as not full any more. */
    private static final long MARGIN = 16L << 20;

    private final Path file;

    Reserve(Path file) {
        this.file = file;
    }

    /** @return whether it is there, now or already; not, where it would fill the disk */
    boolean take() {
        try {
            if (Files.exists(file) && Files.size(file) == BYTES) {
                return true;
            }
            if (Files.getFileStore(file.getParent()).getUsableSpace() < BYTES + MARGIN) {
                return false;
            }
            Files.write(file, new byte[BYTES]);
            return true;
        } catch (IOException e) {
            LOG.debug("no reserve: {}", e.toString());
            return false;
        }
    }

    void giveUp() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("the reserve stays: {}", e.toString());
        }
    }
}
