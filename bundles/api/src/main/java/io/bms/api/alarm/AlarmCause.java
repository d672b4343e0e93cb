// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * That which is wrong, each time it is.
 *
 * @param deviceId instance number of the device that it is about, if it is about one
 * @param text one sentence for people, of at most 500 characters; what is longer is cut
 * @param latching the alarm stays until somebody resolves it, though its cause is gone
 */
public record AlarmCause(
        AlarmId id, AlarmKind kind, OptionalInt deviceId, AlarmPriority priority, String text, boolean latching) {
    private static final int MAX_TEXT = 500;

    public AlarmCause {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(priority, "priority");
        text = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    /** One that does not latch. */
    public AlarmCause(AlarmId id, AlarmKind kind, OptionalInt deviceId, AlarmPriority priority, String text) {
        this(id, kind, deviceId, priority, text, false);
    }
}
