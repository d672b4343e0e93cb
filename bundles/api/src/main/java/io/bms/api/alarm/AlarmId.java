// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.regex.Pattern;

/**
 * Names one cause of alarm, as {@code 1002.device} or {@code gateway.disk_full}; one level of a topic (docs/wire.md).
 * It stays the same each time the alarm comes.
 *
 * @param value 1 to 128 of {@code A-Z a-z 0-9 . _ -}
 */
public record AlarmId(String value) implements Comparable<AlarmId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int SHOWN = 32;

    public AlarmId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value.substring(0, Math.min(SHOWN, value.length()))
                    + "' is not an alarm id; use 1 to 128 of A-Z a-z 0-9 . _ and -, as in 1002.device");
        }
    }

    @Override
    public int compareTo(AlarmId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
