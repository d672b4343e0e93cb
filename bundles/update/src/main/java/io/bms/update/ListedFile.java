// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.util.regex.Pattern;

/**
 * A file of a repository in Maven's layout, or of a distribution.
 *
 * @param path below it, with slashes; leaves it in no way
 * @param sha256 64 hexadecimal digits
 * @param sizeBytes above 0
 */
public record ListedFile(String path, String sha256, long sizeBytes) {
    private static final Pattern PATH = Pattern.compile("[0-9A-Za-z_][0-9A-Za-z._+-]*(/[0-9A-Za-z_][0-9A-Za-z._+-]*)*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST_PATH = 300;
    private static final long MOST_BYTES = 64L << 20;

    public ListedFile {
        if (!PATH.matcher(path).matches() || path.length() > LONGEST_PATH) {
            throw new IllegalArgumentException("its path " + path + " is none of a repository");
        }
        if (!HASH.matcher(sha256).matches()) {
            throw new IllegalArgumentException("the hash of " + path + " has not 64 hexadecimal digits");
        }
        if (sizeBytes <= 0 || sizeBytes > MOST_BYTES) {
            throw new IllegalArgumentException(path + " is to have " + sizeBytes + " bytes; 64 MiB are the most");
        }
    }
}
