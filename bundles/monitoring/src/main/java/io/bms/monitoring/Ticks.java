// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.util.concurrent.Future;

/**
 * The timers of one group: its first read, and the grid of those after it. Thread: bms-monitoring-lanes.
 *
 * @param begun in nanoseconds of the lane thread's clock
 */
record Ticks(LanePlan.Group group, long begun, Future<?> first, Future<?> grid) {
    /** When the group comes due next. */
    long next(long now) {
        long soon = begun + group.first().toNanos();
        long phase = begun + group.phase().toNanos();
        long interval = group.interval().toNanos();
        if (now < soon) {
            return soon;
        }
        return now < phase ? phase : phase + ((now - phase) / interval + 1) * interval;
    }

    void cancel() {
        first.cancel(false);
        grid.cancel(false);
    }
}
