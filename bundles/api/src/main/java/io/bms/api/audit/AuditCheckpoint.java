// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How far the chain went at one time. Kept elsewhere, it shows a chain that was cut or written anew since.
 *
 * @param seq of the last record; 0 where there is none
 * @param hash of that record, 64 hexadecimal digits
 */
public record AuditCheckpoint(long seq, String hash, Instant at) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public AuditCheckpoint {
        Objects.requireNonNull(at, "at");
        if (seq < 0) {
            throw new IllegalArgumentException("a checkpoint's number is not negative");
        }
        if (!SHA_256.matcher(hash).matches()) {
            throw new IllegalArgumentException("a checkpoint's hash has 64 hexadecimal digits, in lower case");
        }
    }
}
