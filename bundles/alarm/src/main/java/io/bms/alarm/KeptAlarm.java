// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is kept of an alarm, also once it is over: how often it came, and for how long it is put aside.
 *
 * @param active it is not over
 * @param onsets when it came lately, the newest last; without those of which nobody was told
 */
record KeptAlarm(Alarm alarm, boolean active, List<Instant> onsets) {
    KeptAlarm {
        Objects.requireNonNull(alarm, "alarm");
        onsets = List.copyOf(onsets);
    }

    KeptAlarm with(Alarm other) {
        return new KeptAlarm(other, active, onsets);
    }
}
