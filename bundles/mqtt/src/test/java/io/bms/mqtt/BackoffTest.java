// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

public class BackoffTest {
    @Test
    public void next_timeAfterTime_doublesUpToThirtySeconds() {
        Backoff backoff = Pace.NORMAL.backoff(() -> 0);
        assertEquals(
                List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L),
                Stream.generate(backoff::next).limit(7).map(Duration::toSeconds).toList());
        backoff.reset();
        assertEquals(Duration.ofSeconds(1), backoff.next());
    }

    @Test
    public void next_jitter_isUpToAFifthLess() {
        assertEquals(Duration.ofMillis(900), Pace.NORMAL.backoff(() -> 0.5).next());
        assertEquals(Duration.ofMillis(800), Pace.NORMAL.backoff(() -> 1).next());
    }
}
