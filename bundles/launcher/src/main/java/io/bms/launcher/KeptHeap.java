// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Keeps in a file how many MiB of the heap stay in use, so that {@code bin/bms} begins the next start with as much as
 * this site needs. A file that cannot be written costs only that. Thread: one at a time.
 */
final class KeptHeap {
    private static final long MIB = 1 << 20;

    private final Path file;
    private final LongSupplier staying;

    /** That of this process. */
    KeptHeap(Path file) {
        this(file, KeptHeap::staying);
    }

    /** @param staying the bytes that were in use after the newest full collection, 0 before the first */
    KeptHeap(Path file, LongSupplier staying) {
        this.file = file;
        this.staying = staying;
    }

    /** Keeps it now, if it is known and another than was kept. */
    synchronized void keep() {
        long mib = staying.getAsLong() / MIB;
        byte[] line = (mib + "\n").getBytes(US_ASCII);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            if (mib > 0 && (Files.notExists(file) || !Arrays.equals(line, Files.readAllBytes(file)))) {
                Files.write(draft, line);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException unwritable) {
            // The status says so of the whole folder.
        }
    }

    /** Eden counts as empty, whichever collection was its newest. */
    private static long staying() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
