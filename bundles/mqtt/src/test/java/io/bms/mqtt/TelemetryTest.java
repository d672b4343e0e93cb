// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;

import io.bms.api.memory.HeapLevel;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusItem.Counter;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Test;

public class TelemetryTest {
    private final FakeSiteStore sites = new FakeSiteStore();
    private final Counters counters = new Counters();
    private final ManualClock clock = new ManualClock();
    private final List<Batch> late = new ArrayList<>();
    private final HeapBounds heap = new HeapBounds();
    private final Telemetry telemetry = new Telemetry(
            sites,
            new MqttSettings(Optional.empty(), Duration.ofSeconds(60), 1),
            clock,
            counters,
            Pace.NORMAL,
            heap,
            late::add);

    @Before
    public void before() {
        sites.preset(Devices.site(Devices.device(1001, 2, Duration.ofSeconds(1))));
    }

    @Test
    public void accept_whileDisconnected_isLateAndTheNewestValueWaits() {
        telemetry.accept(Samples.batch(1));
        telemetry.accept(Samples.batch(2));
        telemetry.connected();
        assertEquals(Optional.empty(), telemetry.nextBatch());
        assertEquals(
                Samples.batch(2).samples().get(0),
                telemetry.nextLatest().orElseThrow().sample());
        assertEquals(
                List.of(Samples.batch(1).samples(), Samples.batch(2).samples()),
                late.stream().map(Batch::samples).toList());
        assertEquals(1, count(Counter.BUFFERED_MESSAGES));
    }

    @Test
    public void accept_moreThanAreSent_makesTheOldestBatchLate() {
        telemetry.connected();
        for (int i = 0; i < 51; i++) {
            telemetry.accept(Samples.batch(i));
        }
        assertEquals(
                List.of(Samples.batch(0).samples()),
                late.stream().map(Batch::samples).toList());
        assertEquals(
                Samples.batch(1).samples(), telemetry.nextBatch().orElseThrow().samples());
    }

    @Test
    public void accept_heapShort_makesAllButTheNewestBatchesLate() {
        telemetry.connected();
        for (int i = 0; i < 20; i++) {
            telemetry.accept(Samples.batch(i));
        }
        assertEquals(List.of(), late);
        heap.gauge(() -> HeapLevel.SHORT);
        telemetry.accept(Samples.batch(20));
        assertEquals("20 waited, and 5 may", 16, late.size());
        assertEquals(Samples.batch(0).samples(), late.get(0).samples());
        assertEquals(
                Samples.batch(16).samples(), telemetry.nextBatch().orElseThrow().samples());
    }

    @Test
    public void nextLatest_hasTheUnitsOfItsPoint() {
        telemetry.accept(Samples.batch(1));
        assertEquals(
                Optional.of("degreesCelsius"),
                telemetry.nextLatest().orElseThrow().units());
    }

    @Test
    public void accept_oneTimerAtATime_isAskedFor() {
        Telemetry slow = new Telemetry(
                sites,
                new MqttSettings(Optional.empty(), Duration.ofSeconds(60), 100),
                clock,
                counters,
                Pace.NORMAL,
                heap,
                late::add);
        slow.connected();
        Telemetry.Timer timer = slow.accept(Samples.seldom(1)).orElseThrow();
        assertEquals(Duration.ofSeconds(60), timer.in());
        assertEquals(Optional.empty(), slow.accept(Samples.seldom(2)));
        clock.advance(Duration.ofSeconds(60));
        assertEquals(Optional.empty(), slow.flush(timer));
        assertEquals(2, slow.nextBatch().orElseThrow().samples().size());
        assertEquals(
                Duration.ofSeconds(60),
                slow.accept(Samples.seldom(3)).orElseThrow().in());
    }

    @Test
    public void accept_pointReadOften_isConfirmedByABatchBeforeItsValueIsStale() {
        Telemetry slow = new Telemetry(
                sites,
                new MqttSettings(Optional.empty(), Duration.ofSeconds(60), 100),
                clock,
                counters,
                Pace.NORMAL,
                heap,
                late::add);
        slow.connected();
        assertEquals(
                Duration.ofSeconds(60),
                slow.accept(Samples.seldom(1)).orElseThrow().in());
        Telemetry.Timer soon = slow.accept(Samples.batch(2)).orElseThrow();
        assertEquals(Duration.ofMillis(1_500), soon.in());
        clock.advance(soon.in());
        assertEquals(Optional.empty(), slow.flush(soon));
        assertEquals(2, slow.nextBatch().orElseThrow().samples().size());
        assertEquals(
                Duration.ofSeconds(60),
                slow.accept(Samples.seldom(3)).orElseThrow().in());
    }

    @Test
    public void flush_aMomentEarly_asksForTheRest() {
        Telemetry slow = new Telemetry(
                sites,
                new MqttSettings(Optional.empty(), Duration.ofSeconds(60), 100),
                clock,
                counters,
                Pace.NORMAL,
                heap,
                late::add);
        slow.connected();
        Telemetry.Timer timer = slow.accept(Samples.seldom(1)).orElseThrow();
        clock.advance(Duration.ofSeconds(60).minusNanos(1));
        Telemetry.Timer again = slow.flush(timer).orElseThrow();
        assertEquals(Duration.ofNanos(1), again.in());
        clock.advance(again.in());
        assertEquals(Optional.empty(), slow.flush(again));
        assertEquals(1, slow.nextBatch().orElseThrow().samples().size());
    }

    @Test
    public void disconnected_batchesThatWait_areLate() {
        telemetry.connected();
        telemetry.accept(Samples.batch(1));
        telemetry.disconnected();
        telemetry.connected();
        assertEquals(Optional.empty(), telemetry.nextBatch());
        assertEquals(
                List.of(Samples.batch(1).samples()),
                late.stream().map(Batch::samples).toList());
    }

    @Test
    public void disconnected_aBatchThatIsBeingGathered_isLateAtOnceAndTheNextSoon() {
        Telemetry slow = new Telemetry(
                sites,
                new MqttSettings(Optional.empty(), Duration.ofSeconds(60), 100),
                clock,
                counters,
                Pace.NORMAL,
                heap,
                late::add);
        slow.connected();
        Telemetry.Timer live = slow.accept(Samples.seldom(1)).orElseThrow();
        slow.disconnected();
        assertEquals(1, late.size());
        Telemetry.Timer soon = slow.accept(Samples.seldom(2)).orElseThrow();
        assertEquals(Duration.ofSeconds(5), soon.in());
        clock.advance(Duration.ofSeconds(5));
        assertEquals(Optional.empty(), slow.flush(soon));
        assertEquals(2, late.size());
        clock.advance(Duration.ofSeconds(55));
        assertEquals(Optional.empty(), slow.flush(live));
    }

    private long count(Counter counter) {
        return counters.items().stream()
                .filter(item -> item.counter() == counter)
                .mapToLong(StatusItem.Count::value)
                .sum();
    }
}
