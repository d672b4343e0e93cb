// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notices that a point's {@code in_alarm} or {@code fault} flag has changed: then its device has news. Only flagged
 * points are remembered. Thread: any.
 */
final class FlagWatch {
    private static final int ALARM_BIT = 1;
    private static final int FAULT_BIT = 2;

    private final Map<PointId, Integer> flagged = new ConcurrentHashMap<>();
    private final Set<Integer> changed = ConcurrentHashMap.newKeySet();

    void accept(Collection<Sample> samples) {
        for (Sample sample : samples) {
            // A read that failed says nothing of the flags.
            if (sample.failure().isPresent() || sample.flags().isEmpty() && flagged.isEmpty()) {
                continue;
            }
            int now = bits(sample);
            Integer before = now == 0 ? flagged.remove(sample.pointId()) : flagged.put(sample.pointId(), now);
            if (now != (before == null ? 0 : before)) {
                changed.add(sample.pointId().deviceId());
            }
        }
    }

    private static int bits(Sample sample) {
        return (sample.flags().contains(StatusFlag.IN_ALARM) ? ALARM_BIT : 0)
                | (sample.flags().contains(StatusFlag.FAULT) ? FAULT_BIT : 0);
    }

    /** Whether a flag of this device has changed since this was last asked. */
    boolean takeChange(int device) {
        return changed.remove(device);
    }

    /** The site has no other devices any more. */
    void retain(Set<Integer> devices) {
        changed.retainAll(devices);
        flagged.keySet().removeIf(point -> !devices.contains(point.deviceId()));
    }
}
