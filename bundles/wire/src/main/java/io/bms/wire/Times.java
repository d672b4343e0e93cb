// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.regex.Pattern;

/** RFC 3339: any offset and precision in, UTC with exactly three fractional digits out. */
final class Times {
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    /** {@code java.time} alone would take a time without seconds, or with seconds in the offset. */
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    private Times() {}

    static String format(Instant instant) {
        return MILLIS.format(instant);
    }

    static Instant parse(String key, String text) throws RefusalException {
        if (RFC_3339.matcher(text).matches()) {
            try {
                return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
            } catch (DateTimeException e) {
                throw new RefusalException(
                        key + " '" + text + "' names no moment; check its month, day, hour and offset");
            }
        }
        throw new RefusalException(key + " is not an RFC 3339 time; write it as in 2026-01-31T08:15:00.000Z");
    }
}
