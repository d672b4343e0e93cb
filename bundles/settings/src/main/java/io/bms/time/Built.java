// SPDX-License-Identifier: GPL-3.0-only
package io.bms.time;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;

/**
 * When this gateway was built: it cannot be earlier now. A machine without a battery for its clock starts in 1970,
 * where every certificate is one of the future. Thread: any.
 */
public final class Built {
    private static final Instant AT = read();

    private Built() {}

    public static Instant at() {
        return AT;
    }

    private static Instant read() {
        try (InputStream resource = Built.class.getResourceAsStream("built")) {
            return Instant.parse(new String(resource.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the clock cannot be right. */
    public static boolean isAfter(Clock clock) {
        return clock.instant().isBefore(AT);
    }
}
