// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

/**
 * Names one cause of alarm, as {@code 1002.device} or {@code gateway.disk_full}; one level of a topic (docs/wire.md).
 * It stays the same each time the alarm comes.
 *
 * @param value 1 to 128 of {@code A-Z a-z 0-9 . _ -}
 */
public record AlarmId(String value) implements Comparable<AlarmId> {
    private static final int LONGEST = 128;
    private static final int SHOWN = 32;

    public AlarmId {
        if (!isOfForm(value)) {
            throw new IllegalArgumentException("'" + value.substring(0, Math.min(SHOWN, value.length()))
                    + "' is not an alarm id; use 1 to 128 of A-Z a-z 0-9 . _ and -, as in 1002.device");
        }
    }

    /** By hand, since a gateway with ten thousand alarms makes as many ids each second, over and over. */
    private static boolean isOfForm(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= LONGEST;
    }

    /** Written out, as of a {@code PointId}: each look at ten thousand alarms asks a hundred thousand times. */
    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof AlarmId id && value.equals(id.value);
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
