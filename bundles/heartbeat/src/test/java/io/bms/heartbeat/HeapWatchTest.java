// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.memory.HeapLevel;
import io.bms.api.status.StatusItem;
import io.bms.heartbeat.Heap.Reading;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class HeapWatchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final AtomicInteger collections = new AtomicInteger();
    private double occupied = 0.3;
    private double garbage;
    private Duration took = Duration.ofMillis(50);
    private final HeapWatch watch = new HeapWatch(
            () -> new Reading(
                    OptionalDouble.of(occupied),
                    occupied + garbage,
                    1 + collections.get(),
                    took.multipliedBy(1 + collections.get())),
            collections::incrementAndGet,
            clock,
            () -> Duration.between(ManualClock.START, clock.instant()).toNanos(),
            scheduler);

    private StatusItem.Problem problem() {
        List<StatusItem> items = watch.status();
        assertEquals(items.toString(), 1, items.size());
        return (StatusItem.Problem) items.get(0);
    }

    @Test
    public void level_heapLargeEnough_isEnoughAndNothingIsSaid() {
        scheduler.advance(SECOND.multipliedBy(100));
        assertEquals(HeapLevel.ENOUGH, watch.level());
        assertEquals(List.of(), watch.status());
        assertEquals("nobody has it collected", 0, collections.get());
    }

    @Test
    public void level_heapShort_isInForceOnlyOnceTheStatusSaysSo() {
        occupied = 0.9;
        scheduler.advance(SECOND);
        assertEquals(HeapLevel.ENOUGH, watch.level());
        assertEquals("heap_short", problem().code());
        assertEquals(HeapLevel.SCARCE, watch.level());
    }

    @Test
    public void level_nobodyAsksForTheStatus_isInForceSoonAllTheSame() {
        occupied = 0.9;
        scheduler.advance(SECOND.multipliedBy(2));
        assertEquals(HeapLevel.ENOUGH, watch.level());
        scheduler.advance(SECOND);
        assertEquals(HeapLevel.SCARCE, watch.level());
    }

    @Test
    public void status_heapGetsWorse_isOneProblemSinceItBegan() {
        occupied = 0.81;
        scheduler.advance(SECOND);
        StatusItem.Problem before = problem();
        occupied = 0.95;
        scheduler.advance(SECOND.multipliedBy(5));
        assertEquals(before.since(), problem().since());
        assertTrue(problem().message(), problem().message().contains("every command by MQTT or REST but reboot"));
        assertTrue(problem().message(), problem().message().contains("exports"));
    }

    @Test
    public void status_heapHasRoomAgain_saysSoAndNothingIsGivenUp() {
        occupied = 0.9;
        scheduler.advance(SECOND);
        problem();
        occupied = 0.3;
        scheduler.advance(SECOND.multipliedBy(11));
        assertEquals(HeapLevel.ENOUGH, watch.level());
        assertEquals(List.of(), watch.status());
    }

    @Test
    public void look_muchInUseThatMayBeGarbage_hasItCollectedToKnow() {
        scheduler.advance(SECOND.multipliedBy(10));
        garbage = 0.45;
        scheduler.advance(SECOND);
        assertEquals("0.75 is not much", 0, collections.get());
        garbage = 0.55;
        scheduler.advance(SECOND);
        assertEquals(1, collections.get());
        garbage = 0;
        scheduler.advance(SECOND.multipliedBy(60));
        assertEquals(1, collections.get());
        assertEquals(List.of(), watch.status());
    }

    @Test
    public void look_collectionsThatTakeLong_areAskedForSeldom() {
        took = Duration.ofSeconds(1);
        scheduler.advance(SECOND.multipliedBy(30));
        garbage = 0.6;
        scheduler.advance(SECOND.multipliedBy(60));
        assertEquals("each 20 s", 3, collections.get(), 1);
    }

    @Test
    public void look_shortAndNeverCollected_hasItCollectedNowAndThen() {
        occupied = 0.9;
        scheduler.advance(SECOND.multipliedBy(30));
        assertEquals(0, collections.get());
        scheduler.advance(SECOND.multipliedBy(3));
        assertEquals(1, collections.get());
        scheduler.advance(SECOND.multipliedBy(60));
        assertTrue("" + collections.get(), collections.get() <= 3);
    }
}
