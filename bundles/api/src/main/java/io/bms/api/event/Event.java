// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * Something that happened.
 *
 * @param subject what it happened to: {@code device 1001}, {@code set_value_to_point}
 * @param text one sentence, or a few words
 */
public record Event(Instant at, Kind kind, String subject, String text) {
    private static final int MAX_TEXT = 500;

    /** What it is about. */
    public enum Kind {
        /** A device answers, or does not, with the BACnet error or timeout that says so. */
        DEVICE,
        /** A point cannot be read while its device answers, with the BACnet error; or it is read again. */
        POINT,
        /** A command was carried out or refused. */
        COMMAND,
        /** The configuration has another revision. */
        CONFIGURATION;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Event {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(subject, "subject");
        text = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }
}
