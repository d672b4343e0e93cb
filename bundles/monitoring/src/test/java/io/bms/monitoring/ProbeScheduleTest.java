// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

public class ProbeScheduleTest {
    private final ProbeSchedule probes = new ProbeSchedule(2, Duration.ofSeconds(5));

    @Test
    public void failed_manyTimes_retriesThenProbesEverLaterUpToFiveMinutes() {
        List<Long> waits = Stream.generate(probes::failed)
                .limit(9)
                .map(Duration::toSeconds)
                .toList();
        assertEquals(List.of(5L, 5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L), waits);
    }

    @Test
    public void isProbing_onlyOnceTheRetriesAreUsedUp() {
        probes.failed();
        probes.failed();
        assertFalse(probes.isProbing());
        probes.failed();
        assertTrue(probes.isProbing());
        probes.reset();
        assertFalse(probes.isProbing());
    }

    @Test
    public void hurry_longSilent_retriesAndProbesFromTheBeginningAndStaysAProbe() {
        Stream.generate(probes::failed).limit(9).forEach(wait -> {});
        probes.hurry();
        assertTrue(probes.isProbing());
        assertEquals(
                List.of(5L, 5L, 10L, 20L),
                Stream.generate(probes::failed)
                        .limit(4)
                        .map(Duration::toSeconds)
                        .toList());
        assertEquals(13, probes.failures());
    }

    @Test
    public void failed_afterAThousandFailures_isStillFiveMinutes() {
        assertEquals(
                ProbeSchedule.LAST_PROBE,
                Stream.generate(probes::failed).limit(1_000).reduce((a, b) -> b).orElseThrow());
    }
}
