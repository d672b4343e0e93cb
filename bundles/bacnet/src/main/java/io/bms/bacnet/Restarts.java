// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.TimeStamp;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Date;
import com.serotonin.bacnet4j.type.primitive.Time;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a device has restarted, by its Time_Of_Device_Restart (ASHRAE 135, 12.11). Many devices have no clock and
 * give the same time after each restart, so that a time which looks like a default proves nothing. Thread:
 * bms-bacnet-worker.
 */
final class Restarts {
    /** What a device tells to everybody after a restart (ASHRAE 135, 19.3). */
    private static final Set<PropertyIdentifier> TOLD = Set.of(
            PropertyIdentifier.systemStatus,
            PropertyIdentifier.timeOfDeviceRestart,
            PropertyIdentifier.lastRestartReason);

    private static final int LONGEST_RUN_DAYS = 400;

    /** What a device's word comes to. */
    enum News {
        /** The device is taken to have restarted. */
        RESTARTED,
        /** The device has not restarted. */
        NONE,
        /** The device gives no time that could be believed. */
        UNKNOWN
    }

    private final Clock clock;
    private Optional<Encodable> last = Optional.empty();
    private boolean asked;
    private boolean missedOne;

    Restarts(Clock clock) {
        this.clock = clock;
    }

    /** The device is worth asking: it gives the time of its restart, as far as is known. */
    boolean tells() {
        return !asked || last.filter(this::isOfAClock).isPresent();
    }

    /** The device did not report a change although it had told of no restart: its next "no restart" proves nothing. */
    void missed() {
        missedOne = true;
    }

    /**
     * What the time that the device gives now means. The first answer counts as a restart, since nobody knows how long
     * the device has run.
     */
    News news(Optional<Encodable> time) {
        boolean first = !asked;
        boolean changed = time.isPresent() && !time.equals(last);
        asked = true;
        last = time;
        if (first || changed) {
            return News.RESTARTED;
        }
        return time.filter(this::isOfAClock).isPresent() && !missedOne ? News.NONE : News.UNKNOWN;
    }

    /** What a notification to everybody about the device object means. */
    News told(Map<PropertyIdentifier, Encodable> values) {
        if (values.keySet().stream().noneMatch(TOLD::contains)) {
            return News.NONE;
        }
        Encodable time = values.get(PropertyIdentifier.timeOfDeviceRestart);
        return time == null ? News.UNKNOWN : news(Optional.of(time));
    }

    private boolean isOfAClock(Encodable time) {
        if (!(time instanceof TimeStamp stamp)) {
            return false;
        }
        if (stamp.isSequenceNumber()) {
            return stamp.getSequenceNumber().intValue() > 1;
        }
        return stamp.isTime()
                ? isOfDay(stamp.getTime())
                : isRecent(stamp.getDateTime().getDate())
                        && stamp.getDateTime().getTime().isFullySpecified();
    }

    /** A device that counts from midnight when it is switched on has no clock. */
    private static boolean isOfDay(Time time) {
        return time.isFullySpecified() && (time.getHour() > 0 || time.getMinute() > 0);
    }

    private boolean isRecent(Date date) {
        if (!date.isSpecific()) {
            return false;
        }
        try {
            LocalDate day = LocalDate.of(date.getCenturyYear(), date.getMonth().getId(), date.getDay());
            LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
            return day.isAfter(today.minusDays(LONGEST_RUN_DAYS)) && day.isBefore(today.plusDays(2));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
