// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * All alarms that are not over, at one moment; immutable. An alarm that has not changed since the moment before is the
 * same object.
 */
public record ActiveAlarms(Map<AlarmId, Alarm> alarms, AlarmSummary summary, Instant at) {
    public ActiveAlarms {
        alarms = Collections.unmodifiableMap(new TreeMap<>(alarms));
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(at, "at");
    }
}
