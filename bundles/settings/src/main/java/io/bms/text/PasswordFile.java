// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file whose first line is a password, as editors write it: with a byte order mark, or a blank behind the last word. */
public final class PasswordFile {
    private PasswordFile() {}

    /**
     * The password.
     *
     * @throws IOException the file cannot be read, or there is nothing in it
     */
    public static String read(Path file) throws IOException {
        String password = DecodedText.of(Files.readAllBytes(file))
                .text()
                .lines()
                .findFirst()
                .orElse("")
                .stripTrailing();
        if (password.isEmpty()) {
            throw new IOException("its first line is empty");
        }
        return password;
    }
}
