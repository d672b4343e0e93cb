// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import io.bms.api.point.PointId;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * That which is wrong, each time it is.
 *
 * @param deviceId instance number of the device that it is about, if it is about one
 * @param text one sentence for people, of at most 500 characters; what is longer is cut
 * @param latching the alarm stays until somebody resolves it, though its cause is gone
 * @param point the object of the device that it is about, if it is about one; not each is a point of the site
 * @param needsAcknowledgement somebody must say that he has seen it, before the alarm can be over
 */
public record AlarmCause(
        AlarmId id,
        AlarmKind kind,
        OptionalInt deviceId,
        AlarmPriority priority,
        String text,
        boolean latching,
        Optional<PointId> point,
        boolean needsAcknowledgement) {
    private static final int MAX_TEXT = 500;

    public AlarmCause {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(point, "point");
        text = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    /** One that is about no object; its priority says whether it needs an acknowledgement. */
    public AlarmCause(
            AlarmId id, AlarmKind kind, OptionalInt deviceId, AlarmPriority priority, String text, boolean latching) {
        this(id, kind, deviceId, priority, text, latching, Optional.empty(), priority.needsAcknowledgement());
    }

    /** One that does not latch. */
    public AlarmCause(AlarmId id, AlarmKind kind, OptionalInt deviceId, AlarmPriority priority, String text) {
        this(id, kind, deviceId, priority, text, false);
    }

    /** One about a point. */
    public static AlarmCause ofPoint(
            AlarmId id, AlarmKind kind, PointId point, AlarmPriority priority, String text, boolean latching) {
        OptionalInt device = OptionalInt.of(point.deviceId());
        return new AlarmCause(
                id, kind, device, priority, text, latching, Optional.of(point), priority.needsAcknowledgement());
    }

    /** The same, of which somebody must say that he has seen it. */
    public AlarmCause needingAcknowledgement() {
        return new AlarmCause(id, kind, deviceId, priority, text, latching, point, true);
    }
}
