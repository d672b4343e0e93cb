// SPDX-License-Identifier: GPL-3.0-only
package io.bms.time;

import static org.junit.Assert.assertEquals;

import java.time.Duration;
import org.junit.Test;

public final class FullJitterTest {
    @Test
    public void wait_isAnythingUpToABoundThatDoubles() {
        FullJitter most = new FullJitter(Duration.ofSeconds(2), Duration.ofSeconds(60), () -> 1);
        for (int seconds : new int[] {2, 4, 8, 16, 32, 60, 60}) {
            assertEquals(Duration.ofSeconds(seconds), most.next());
        }
        most.reset();
        assertEquals(Duration.ofSeconds(2), most.next());
        FullJitter least = new FullJitter(Duration.ofSeconds(2), Duration.ofSeconds(60), () -> 0);
        assertEquals(Duration.ZERO, least.next());
        assertEquals(Duration.ZERO, least.next());
    }
}
