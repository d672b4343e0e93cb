// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file whose first line is a password, as editors write it: with a byte order mark, or a blank behind the last word.
 */
public final class PasswordFile {
    private PasswordFile() {}

    /**
     * The password.
     *
     * @throws IOException the file cannot be read, or there is nothing in it
     */
    public static String read(Path file) throws IOException {
        return word(Files.readAllBytes(file)).orElseThrow(() -> new IOException("its first line is empty"));
    }

    /** The password in what such a file holds; empty where its first line is. */
    public static Optional<String> word(byte[] content) {
        return DecodedText.of(content)
                .text()
                .lines()
                .findFirst()
                .map(String::stripTrailing)
                .filter(password -> !password.isEmpty());
    }
}
