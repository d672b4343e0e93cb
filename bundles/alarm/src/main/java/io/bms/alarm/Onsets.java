// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How many alarms came lately, without those of which nobody need know. Thread: bms-alarm-engine. */
final class Onsets {
    static final Duration SPAN = Duration.ofMinutes(10);
    /** More than anybody can look after (ISA-18.2: ten in ten minutes for one operator). */
    static final int FLOOD = 10;
    /** A flood is over once fewer than these have come in the last ten minutes. */
    static final int EBB = 5;

    private final List<Instant> lately = new ArrayList<>();
    private boolean flood;

    void add(AlarmEvent event) {
        if (event.type() == AlarmEvent.Type.RAISED && !event.quiet()) {
            lately.add(event.at());
        }
    }

    /** Those that lie ahead, since the clock was put back, count no more. */
    int count(Instant now) {
        lately.removeIf(onset -> onset.isAfter(now) || !now.isBefore(onset.plus(SPAN)));
        return lately.size();
    }

    boolean isFlood(Instant now) {
        int count = count(now);
        flood = count > FLOOD || flood && count >= EBB;
        return flood;
    }
}
