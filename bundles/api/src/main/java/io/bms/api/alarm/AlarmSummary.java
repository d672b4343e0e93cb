// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * All alarms in a few numbers.
 *
 * @param active all that are not over
 * @param unacknowledged of them, those that somebody is to acknowledge
 * @param shelved of them, those that are put aside
 * @param suppressed of them, those that are but effects of others
 * @param byPriority of them, those that are neither shelved nor suppressed; every priority has a number
 * @param onsetsInTenMinutes how many came in the last ten minutes, without those that were quiet
 * @param flood there are so many that nobody can read them: more than ten in ten minutes, until fewer than five
 * @param lastEventId of the newest event, 0 if there was none
 */
public record AlarmSummary(
        int active,
        int unacknowledged,
        int shelved,
        int suppressed,
        Map<AlarmPriority, Integer> byPriority,
        int onsetsInTenMinutes,
        boolean flood,
        long lastEventId) {
    public AlarmSummary {
        Map<AlarmPriority, Integer> all = new EnumMap<>(AlarmPriority.class);
        for (AlarmPriority priority : AlarmPriority.values()) {
            all.put(priority, byPriority.getOrDefault(priority, 0));
        }
        byPriority = Map.copyOf(all);
    }

    /** The worst priority of those that are neither shelved nor suppressed; empty if there is none. */
    public Optional<AlarmPriority> worst() {
        return byPriority.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .min(AlarmPriority::compareTo);
    }
}
