// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class ManualSchedulerTest {
    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final List<String> ran = new ArrayList<>();

    @Test
    public void advance_severalTasks_eachRunsAtItsInstantInOrder() {
        scheduler.schedule(() -> ran.add("late " + clock.instant()), 3, TimeUnit.SECONDS);
        scheduler.schedule(() -> ran.add("early " + clock.instant()), 1, TimeUnit.SECONDS);
        scheduler.execute(() -> ran.add("now " + clock.instant()));
        scheduler.advance(Duration.ofSeconds(5));
        Instant start = ManualClock.START;
        assertEquals(List.of("now " + start, "early " + start.plusSeconds(1), "late " + start.plusSeconds(3)), ran);
        assertEquals(start.plusSeconds(5), clock.instant());
    }

    @Test
    public void scheduleAtFixedRate_advanced_runsOncePerPeriodUntilCancelled() {
        ScheduledFuture<?> task = scheduler.scheduleAtFixedRate(() -> ran.add("x"), 0, 1, TimeUnit.SECONDS);
        scheduler.advance(Duration.ofSeconds(3));
        task.cancel(false);
        scheduler.advance(Duration.ofSeconds(3));
        assertEquals(4, ran.size());
        assertTrue(task.isCancelled());
    }

    @Test
    public void runPending_taskThatAddsTask_runsBothWithoutTimePassing() {
        scheduler.execute(() -> scheduler.execute(() -> ran.add("inner")));
        scheduler.runPending();
        assertEquals(List.of("inner"), ran);
        assertEquals(ManualClock.START, clock.instant());
    }

    @Test
    public void execute_afterShutdown_isRejected() {
        scheduler.shutdown();
        assertThrows(RejectedExecutionException.class, () -> scheduler.execute(() -> {}));
    }
}
