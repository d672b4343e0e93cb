// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.point.PointId;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers that stand for the names of metrics in data (Sparkplug 3.0, 6.4.3), small ones, since each sample carries
 * one. A point keeps its own as long as this lives, over rebirths and connections. Thread: bms-sparkplug.
 */
final class Aliases {
    private final Map<PointId, Long> byPoint = new HashMap<>();

    long of(PointId point) {
        return byPoint.computeIfAbsent(point, unseen -> byPoint.size() + 1L);
    }
}
