// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that only its owner may read, from the moment on that it is there. */
public final class PrivateFile {
    private PrivateFile() {}

    /** Makes an empty one, in place of a file that may be there. */
    public static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
