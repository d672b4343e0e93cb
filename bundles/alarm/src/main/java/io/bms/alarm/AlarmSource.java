// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmKind;
import java.util.List;

/** Knows of one kind of alarm whether its causes are present. Never waits. Thread: bms-alarm-engine. */
interface AlarmSource {
    AlarmKind kind();

    /** Looks, once a second; the causes that are present, and have been for long enough. */
    List<AlarmCause> look();

    /** What the last look says of an active alarm whose cause was not among those. */
    Sight sight(Alarm alarm);

    /** What can be seen of a cause that is not present. */
    enum Sight {
        GONE,
        /** It is not decided yet: the alarm stays as it is. */
        PENDING,
        /** For long now nobody can tell. */
        UNKNOWN
    }
}
