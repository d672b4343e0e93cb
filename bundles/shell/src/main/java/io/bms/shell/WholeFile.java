// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a text file for somebody: nobody sees half of it, and none is written over. Thread: any. */
final class WholeFile {
    private WholeFile() {}

    /** Writes what is in it. */
    interface Content {
        void write(Writer out) throws IOException, Refused, InterruptedException;
    }

    /** @throws Refused there is such a file, or it could not be written; the message says what to do */
    static void write(Path to, Content content) throws Refused, InterruptedException {
        refuseWhereThereIs(to);
        try {
            writeNew(to, content);
        } catch (IOException e) {
            throw new Refused("Nothing was exported: " + e.getMessage() + ".");
        }
    }

    static void refuseWhereThereIs(Path file) throws Refused {
        if (Files.exists(file)) {
            throw new Refused(
                    "Nothing was exported: " + file + " is there already; give another name, or delete it first.");
        }
    }

    private static void writeNew(Path to, Content content) throws IOException, Refused, InterruptedException {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            try (Writer out =
                    Files.newBufferedWriter(part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
                content.write(out);
            }
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
