// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import static org.junit.Assert.assertEquals;

import io.bms.api.audit.AuditResult;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class PollingTest {
    private final Polling polling = new Polling();

    private void read(String point, Quality quality) {
        polling.accept(new SampleBatch(List.of(new Sample(
                PointId.parse(point),
                new PointValue.Real(20),
                quality,
                Set.of(),
                ManualClock.START,
                Duration.ofSeconds(5)))));
    }

    @Test
    public void take_isOneForEachDevice() {
        for (int i = 0; i < 700; i++) {
            read("1001.analogInput.1", Quality.GOOD);
        }
        read("1001.analogInput.2", Quality.BAD);
        read("1002.analogInput.1", Quality.BAD);
        List<Counts.Counted> taken = polling.take();
        assertEquals(2, taken.size());
        assertEquals("device 1001", taken.get(0).act().object());
        assertEquals(AuditResult.PARTIAL, taken.get(0).outcome().result());
        assertEquals(
                Optional.of("701 values of 2 points, 1 of them failed"),
                taken.get(0).outcome().reason());
        assertEquals(AuditResult.FAILED, taken.get(1).outcome().result());
        assertEquals(List.of(), polling.take());
    }
}
