// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Who did something to an alarm, and what he said.
 *
 * @param by a name, of at most 128 characters; what is longer is cut
 * @param via how far to trust the name
 * @param note of at most {@value #MAX_NOTE} characters
 */
public record Signature(String by, Via via, Instant at, Optional<String> note) {
    public static final int MAX_NOTE = 500;
    private static final int MAX_NAME = 128;

    /** The way by which it came. */
    public enum Via {
        /** The account that signed in. */
        REST,
        /** The account of the machine, whose owner alone may open the shell. */
        SHELL,
        /** The account that the embedded broker says sent it. */
        MQTT,
        /** Nobody proves the name: it is what the request says. */
        CLAIM,
        /** The device itself says so, and not who it was. */
        DEVICE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException there is none of that name */
        public static Via of(String wireName) {
            return Arrays.stream(values())
                    .filter(via -> via.wireName().equals(wireName))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no way '" + wireName + "'"));
        }
    }

    public Signature {
        by = by.length() > MAX_NAME ? by.substring(0, MAX_NAME) : by;
        Objects.requireNonNull(via, "via");
        Objects.requireNonNull(at, "at");
        if (note.isPresent() && note.get().length() > MAX_NOTE) {
            throw new IllegalArgumentException(
                    "note has " + note.get().length() + " characters; use at most " + MAX_NOTE);
        }
    }
}
