// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import io.bms.api.point.PointId;
import io.bms.bacnet.value.DeviceRefusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a device has refused to report (ASHRAE 135, 13.14.1.3), or left unanswered, and when it may be asked again. A
 * refusal that is about one object costs that object only; one that is about the device pauses all its subscriptions.
 * Thread: bms-bacnet-worker.
 */
public final class CovRefusals {
    /**
     * After this many refusals or silences in a row that may be about the object or about the device, they count as
     * being about the device.
     */
    private static final int IN_A_ROW = 3;

    private static final Duration POINT = Duration.ofHours(1);
    /** The first pause after a silence, which may have been a loss on the way, or while the device is busy. */
    private static final Duration MUTE = Duration.ofMinutes(10);

    private static final Duration LONGEST_OF_POINT = Duration.ofHours(24);
    private static final Duration DEVICE = Duration.ofMinutes(10);
    private static final Duration LONGEST_OF_DEVICE = Duration.ofHours(4);

    private static final Set<ErrorCode> OF_OBJECT = Set.of(
            ErrorCode.unknownObject,
            ErrorCode.unknownProperty,
            ErrorCode.notCovProperty,
            ErrorCode.optionalFunctionalityNotSupported,
            ErrorCode.unsupportedObjectType,
            ErrorCode.noObjectsOfSpecifiedType,
            ErrorCode.readAccessDenied,
            ErrorCode.valueOutOfRange,
            ErrorCode.invalidDataType);

    private final Map<PointId, Pause> points = new HashMap<>();
    private Optional<Pause> device = Optional.empty();
    private int inARow;

    private record Pause(long untilNanos, Duration length) {
        boolean lasts(long now) {
            return untilNanos - now > 0;
        }

        /** A pause of the first length, or of twice the length of the pause before. */
        static Pause after(Optional<Pause> before, Duration first, Duration longest, long now) {
            Duration length = before.map(pause -> pause.length().multipliedBy(2))
                    .filter(twice -> twice.compareTo(longest) < 0)
                    .orElse(before.isPresent() ? longest : first);
            return new Pause(now + length.toNanos(), length);
        }
    }

    boolean mayAsk(PointId point, long now) {
        return device.filter(pause -> pause.lasts(now)).isEmpty()
                && (!points.containsKey(point) || !points.get(point).lasts(now));
    }

    void accepted(PointId point) {
        points.remove(point);
        device = Optional.empty();
        inARow = 0;
    }

    void refused(PointId point, DeviceRefusal why, long now) {
        if (why.isOfService()) {
            pauseDevice(now);
            return;
        }
        if (why.isPassing()) {
            mute(point, now);
            return;
        }
        unreadable(point, now);
        if (OF_OBJECT.stream().noneMatch(why::isError)) {
            inARow(now);
        }
    }

    /** The device answers, but not to the subscription of this point, or not now. */
    void mute(PointId point, long now) {
        pause(point, MUTE, now);
        inARow(now);
    }

    /** The device reports the point in a form that cannot be decoded. */
    void unreadable(PointId point, long now) {
        pause(point, POINT, now);
    }

    private void pause(PointId point, Duration first, long now) {
        points.put(point, Pause.after(Optional.ofNullable(points.get(point)), first, LONGEST_OF_POINT, now));
    }

    private void inARow(long now) {
        if (++inARow >= IN_A_ROW) {
            pauseDevice(now);
        }
    }

    private void pauseDevice(long now) {
        device = Optional.of(Pause.after(device, DEVICE, LONGEST_OF_DEVICE, now));
        inARow = 0;
    }

    /** The device has restarted, and may now accept what it refused. */
    void forget() {
        points.clear();
        device = Optional.empty();
        inARow = 0;
    }
}
