// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that became of an alarm.
 *
 * @param id counts all events of the gateway, from 1 and without gaps
 * @param quiet nobody need be disturbed by it, see {@link Alarm#isQuiet}
 * @param signature who did it; empty for what the gateway did
 */
public record AlarmEvent(
        long id,
        Instant at,
        Type type,
        AlarmId alarmId,
        int occurrence,
        AlarmPriority priority,
        String text,
        boolean quiet,
        Optional<Signature> signature) {
    /** What happened. */
    public enum Type {
        RAISED,
        CLEARED,
        /** Nobody can tell whether the cause is still there. */
        UNKNOWN,
        /** After that: it is. */
        CONFIRMED,
        ACKNOWLEDGED,
        /** The device wants to have it acknowledged anew. */
        UNACKNOWLEDGED,
        /** Taken out by somebody. */
        RESOLVED,
        SHELVED,
        UNSHELVED,
        /** It is but an effect of another alarm. */
        SUPPRESSED,
        /** It has turned out to be one of its own. */
        RELEASED,
        NOTED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException there is none of that name */
        public static Type of(String wireName) {
            return Arrays.stream(values())
                    .filter(type -> type.wireName().equals(wireName))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no event '" + wireName + "'"));
        }
    }

    public AlarmEvent {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(alarmId, "alarmId");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(signature, "signature");
    }
}
