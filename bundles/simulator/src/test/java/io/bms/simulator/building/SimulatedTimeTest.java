// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.testkit.ManualClock;
import java.time.Duration;
import org.junit.Test;

public class SimulatedTimeTest {
    private final ManualClock clock = new ManualClock();

    @Test
    public void now_wallSecondsPassed_runsSpeedTimesAsFast() {
        SimulatedTime time = new SimulatedTime(clock, 60);
        clock.advance(Duration.ofSeconds(90));
        assertEquals(SimulatedTime.START_HOUR + 1.5, time.now().hours(), 1e-9);
    }

    @Test
    public void hourOfDay_pastMidnight_startsAgain() {
        assertEquals(1.5, new Moment(49.5).hourOfDay(), 1e-9);
    }

    @Test
    public void constructor_speedNotPositive_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SimulatedTime(clock, 0));
        assertThrows(IllegalArgumentException.class, () -> new SimulatedTime(clock, Double.NaN));
    }
}
