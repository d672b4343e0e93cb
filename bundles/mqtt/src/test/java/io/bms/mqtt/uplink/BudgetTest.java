// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.mqtt.link.Traffic;
import io.bms.mqtt.link.TrafficOfTests;
import io.bms.mqtt.uplink.Budget.Saving;
import io.bms.mqtt.uplink.UplinkStore.Allowance;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public final class BudgetTest {
    private static final long A_DAYS = 1_100_000;
    private static final long FULL = A_DAYS / 11;

    private final ManualClock clock = new ManualClock();
    private final Traffic traffic = new Traffic();

    private Budget budget() {
        return new Budget(A_DAYS, traffic, clock, Optional.empty());
    }

    @Test
    public void saving_noLimit_isNothing() {
        Budget none = new Budget(0, traffic, clock, Optional.empty());
        TrafficOfTests.spend(traffic, Long.MAX_VALUE / 2);
        assertEquals(Saving.NOTHING, none.saving());
        assertEquals(Optional.empty(), none.kept());
    }

    @Test
    public void saving_theMoreIsSpent_theMoreIsGivenUp_inItsOrder() {
        Budget budget = budget();
        List<Saving> seen = new ArrayList<>(List.of(budget.saving()));
        for (int i = 0; i < 110; i++) {
            TrafficOfTests.spend(traffic, FULL / 100);
            Saving now = budget.saving();
            if (now != seen.get(seen.size() - 1)) {
                seen.add(now);
            }
        }
        assertEquals(List.of(Saving.values()), seen);
    }

    @Test
    public void saving_timePasses_givesBackWhatADayAllows() {
        Budget budget = budget();
        TrafficOfTests.spend(traffic, FULL + 1);
        assertEquals(Saving.SAMPLES, budget.saving());
        clock.advance(Duration.ofHours(3));
        assertEquals(Saving.NOTHING, budget.saving());
    }

    /** Whoever sends what it may, as soon as it may. */
    @Test
    public void saving_ofAnyDay_allowsNoMoreThanADays() {
        Budget budget = budget();
        List<Long> spent = new ArrayList<>();
        for (int minute = 0; minute < 3 * 1440; minute++) {
            long bytes = budget.saving().sendsSamples() ? 1_000 : 0;
            TrafficOfTests.spend(traffic, bytes);
            spent.add(bytes);
            clock.advance(Duration.ofMinutes(1));
        }
        for (int from = 0; from + 1440 <= spent.size(); from += 60) {
            long day = spent.subList(from, from + 1440).stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertTrue(day + " bytes from minute " + from, day <= A_DAYS + 1_000);
        }
    }

    @Test
    public void saving_clockSetBack_givesNothingAndTakesNothing() {
        Budget budget = budget();
        TrafficOfTests.spend(traffic, FULL + 1);
        assertEquals(Saving.SAMPLES, budget.saving());
        clock.advance(Duration.ofHours(-5));
        assertEquals(Saving.SAMPLES, budget.saving());
    }

    @Test
    public void kept_ofARestart_isNotFullAgain() {
        Instant now = clock.instant();
        Budget after = new Budget(A_DAYS, traffic, clock, Optional.of(new Allowance(-5, now)));
        assertEquals(Saving.SAMPLES, after.saving());
        assertEquals(Optional.of(new Allowance(-5, now)), after.kept());
    }
}
