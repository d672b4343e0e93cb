// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import java.time.Instant;

/**
 * That a route has heard of an alarm.
 *
 * @param at when it was told last
 * @param silently it was there before the route was: nothing was said, and nothing will be of its end
 */
record Heard(AlarmId id, int occurrence, AlarmPriority priority, String text, Instant at, boolean silently) {
    static Heard of(Alarm alarm, Instant at, boolean silently) {
        return new Heard(
                alarm.id(),
                alarm.onset().occurrence(),
                alarm.cause().priority(),
                alarm.cause().text(),
                at,
                silently);
    }
}
