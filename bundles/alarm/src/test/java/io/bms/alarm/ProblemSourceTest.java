// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;

import io.bms.api.alarm.AlarmPriority;
import io.bms.api.status.StatusItem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public class ProblemSourceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ProblemSource source = new ProblemSource(nanos::get);

    private AlarmPriority priority(String code) {
        source.problems(List.of(new Problem(code, "something is wrong", Instant.EPOCH)));
        source.look();
        nanos.addAndGet(ProblemSource.DELAY.toNanos());
        return source.look().get(0).priority();
    }

    @Test
    public void look_whatMayStaySo_isLowAtEachPort() {
        for (String at : List.of("mqtt", "web", "sparkplug")) {
            assertEquals(at, AlarmPriority.LOW, priority(at + "_not_encrypted"));
        }
        assertEquals(AlarmPriority.LOW, priority("uplink_not_encrypted_cloud"));
        for (String of : List.of("mqtt", "web", "mqtt_client")) {
            assertEquals(of, AlarmPriority.LOW, priority(of + "_certificate_expires"));
        }
    }

    @Test
    public void look_otherProblems_areMediumOrHigh() {
        assertEquals(AlarmPriority.MEDIUM, priority("mqtt_tls_unusable"));
        assertEquals(AlarmPriority.MEDIUM, priority("heap_short"));
        assertEquals(AlarmPriority.HIGH, priority("disk_full"));
    }
}
