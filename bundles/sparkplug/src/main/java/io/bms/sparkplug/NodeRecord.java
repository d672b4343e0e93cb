// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be known after a restart: the number of the last connection, and up to when everything was told. One line
 * in a file; it is lost without harm, and so is not synced. Thread: bms-sparkplug.
 */
final class NodeRecord {
    static final String FILE = "sparkplug.txt";

    private static final Logger LOG = LoggerFactory.getLogger(NodeRecord.class);
    private static final int RANGE = 256;

    private final Path file;
    private int bdSeq = -1;
    private Optional<Instant> toldUntil = Optional.empty();

    NodeRecord(Path data) {
        file = data.resolve(FILE);
        if (Files.exists(file)) {
            try {
                String[] words = Files.readString(file).strip().split(" ");
                bdSeq = Math.floorMod(Integer.parseInt(words[0]), RANGE);
                toldUntil = words.length > 1 ? Optional.of(Instant.parse(words[1])) : Optional.empty();
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} cannot be read, so what was read before is not told: {}", file, e.getMessage());
            }
        }
    }

    /** The number of the next connection, 0 to 255 (tck-id-payloads-ndeath-bdseq). */
    int nextBdSeq() {
        bdSeq = (bdSeq + 1) % RANGE;
        write();
        return bdSeq;
    }

    /** Up to when everything was told; empty before the first connection. */
    Optional<Instant> toldUntil() {
        return toldUntil;
    }

    void toldUntil(Instant time) {
        toldUntil = Optional.of(time);
        write();
    }

    private void write() {
        String line = bdSeq + toldUntil.map(time -> " " + time).orElse("") + "\n";
        try {
            Path fresh = file.resolveSibling(FILE + ".new");
            Files.write(fresh, line.getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
    }
}
