// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Asks devices once for what they say of their writable points: one question at a time, so that no device notices. A
 * device that does not answer is not asked again in the same round. Thread: bms-homeassistant-documents.
 */
final class DeviceQuestions {
    private final Executor thread;
    private final Runnable answered;
    private final Map<PointId, WritableFacts> known = new HashMap<>();
    private final Queue<PointId> open = new ArrayDeque<>();
    private final Set<Integer> silent = new HashSet<>();
    private boolean asking;

    /**
     * @param thread of this class
     * @param answered run once a round has brought something new
     */
    DeviceQuestions(Executor thread, Runnable answered) {
        this.thread = thread;
        this.answered = answered;
    }

    WritableFacts of(PointId point) {
        return known.getOrDefault(point, WritableFacts.UNKNOWN);
    }

    /** Begins a round for what is not known yet, unless one is under way. */
    void ask(Site site, Monitoring monitoring) {
        if (asking) {
            return;
        }
        known.keySet().retainAll(site.points().keySet());
        silent.clear();
        open.clear();
        site.devices().values().forEach(device -> device.points().stream()
                .filter(point -> point.enabled() && point.object().writable())
                .map(Point::id)
                .filter(point -> !known.containsKey(point))
                .forEach(open::add));
        asking = true;
        next(monitoring, false);
    }

    private void next(Monitoring monitoring, boolean anything) {
        PointId point = open.poll();
        while (point != null && silent.contains(point.deviceId())) {
            point = open.poll();
        }
        if (point == null) {
            asking = false;
            if (anything) {
                answered.run();
            }
            return;
        }
        PointId asked = point;
        monitoring
                .properties(asked)
                .whenComplete((outcome, failure) ->
                        thread.execute(() -> next(monitoring, taken(asked, outcome) || anything)));
    }

    /** @param outcome null where the question failed */
    private boolean taken(PointId point, PropertiesOutcome outcome) {
        if (outcome == null || outcome.refusal().isPresent()) {
            silent.add(point.deviceId());
            return false;
        }
        known.put(point, WritableFacts.of(outcome.properties()));
        return true;
    }
}
