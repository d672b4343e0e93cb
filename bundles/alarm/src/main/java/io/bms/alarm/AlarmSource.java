// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import java.util.List;
import java.util.Optional;

/** Knows of one kind of alarm whether its causes are present. Never waits. Thread: bms-alarm-engine. */
interface AlarmSource {
    AlarmKind kind();

    /** Looks, once a second; the causes that are present, and have been for long enough. */
    List<AlarmCause> look();

    /** What the last look says of an active alarm whose cause was not among those. */
    Sight sight(Alarm alarm);

    /** Causes that came and went unseen, and of which somebody has to know all the same. */
    default List<AlarmCause> past() {
        return List.of();
    }

    /**
     * What the device wants to have acknowledged of this cause, as last read; empty: that is not known, or kept here
     * alone.
     */
    default Optional<List<OpenTransition>> open(AlarmCause cause) {
        return Optional.empty();
    }

    /** What can be seen of a cause that is not present. */
    enum Sight {
        GONE,
        /** It is not decided yet: the alarm stays as it is. */
        PENDING,
        /** For long now nobody can tell. */
        UNKNOWN
    }
}
