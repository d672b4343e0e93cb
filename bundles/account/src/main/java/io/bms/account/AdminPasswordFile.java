// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.text.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Where the one-time code of {@code admin} can be read, by the owner of the data folder only. */
record AdminPasswordFile(Path path) {
    /** Written elsewhere first, so that it is there whole and private or not at all. */
    void write(String code) {
        Path draft = path.resolveSibling(path.getFileName() + ".new");
        try {
            PrivateFile.create(draft);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer line = StandardCharsets.UTF_8.encode(code + "\n");
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(true);
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the one-time code to " + path, e);
        }
    }

    boolean isThere() {
        return Files.exists(path);
    }

    /** Once a password was chosen. */
    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path + "; the code in it is no longer right", e);
        }
    }
}
