// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

public class BackOffTest {
    private final BackOff backOff = new BackOff(2, Duration.ofSeconds(5));

    @Test
    public void failed_manyTimes_retriesThenProbesEverLaterUpToFiveMinutes() {
        List<Long> waits = Stream.generate(backOff::failed)
                .limit(9)
                .map(Duration::toSeconds)
                .toList();
        assertEquals(List.of(5L, 5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L), waits);
    }

    @Test
    public void isProbing_onlyOnceTheRetriesAreUsedUp() {
        backOff.failed();
        backOff.failed();
        assertFalse(backOff.isProbing());
        backOff.failed();
        assertTrue(backOff.isProbing());
        backOff.reset();
        assertFalse(backOff.isProbing());
    }

    @Test
    public void hurry_longSilent_retriesAndProbesFromTheBeginningAndStaysAProbe() {
        Stream.generate(backOff::failed).limit(9).forEach(wait -> {});
        backOff.hurry();
        assertTrue(backOff.isProbing());
        assertEquals(
                List.of(5L, 5L, 10L, 20L),
                Stream.generate(backOff::failed)
                        .limit(4)
                        .map(Duration::toSeconds)
                        .toList());
        assertEquals(13, backOff.failures());
    }

    @Test
    public void failed_afterAThousandFailures_isStillFiveMinutes() {
        assertEquals(
                BackOff.LAST_PROBE,
                Stream.generate(backOff::failed)
                        .limit(1_000)
                        .reduce((a, b) -> b)
                        .orElseThrow());
    }
}
