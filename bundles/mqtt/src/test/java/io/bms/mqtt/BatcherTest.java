// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;

import io.bms.api.point.Sample;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.Test;

public class BatcherTest {
    private final ManualClock clock = new ManualClock();
    private final List<List<Sample>> out = new ArrayList<>();
    private final Batcher batcher = new Batcher(clock, Duration.ofSeconds(60), 100, out::add);

    @Test
    public void add_lessThanABatch_waits() {
        batcher.add(samples(99));
        assertEquals(List.of(), sizes());
        assertEquals(Optional.of(clock.instant().plusSeconds(60)), batcher.due());
    }

    @Test
    public void add_aFullBatch_goesAtOnce() {
        batcher.add(samples(250));
        assertEquals(List.of(100, 100), sizes());
        batcher.add(samples(50));
        assertEquals(List.of(100, 100, 100), sizes());
        assertEquals(Optional.empty(), batcher.due());
    }

    @Test
    public void flushDue_anIntervalAfterTheFirstSample_handsOn() {
        clock.advance(Duration.ofSeconds(7));
        batcher.add(samples(1));
        clock.advance(Duration.ofSeconds(40));
        batcher.add(samples(1));
        assertEquals(Optional.of(clock.instant().plusSeconds(20)), batcher.due());
        clock.advance(Duration.ofMillis(19_999));
        batcher.flushDue();
        assertEquals(List.of(), sizes());
        clock.advance(Duration.ofMillis(1));
        batcher.flushDue();
        assertEquals(List.of(2), sizes());
    }

    @Test
    public void flushDue_afterAFullBatch_countsFromTheNextFirstSample() {
        batcher.add(samples(99));
        clock.advance(Duration.ofSeconds(59));
        batcher.add(samples(2));
        clock.advance(Duration.ofSeconds(59));
        batcher.flushDue();
        assertEquals(List.of(100), sizes());
        clock.advance(Duration.ofSeconds(1));
        batcher.flushDue();
        assertEquals(List.of(100, 1), sizes());
    }

    @Test
    public void add_samples_keepTheirOrder() {
        List<Sample> samples = samples(100);
        batcher.add(samples.subList(0, 30));
        batcher.add(samples.subList(30, 100));
        assertEquals(List.of(samples), out);
    }

    @Test
    public void flush_nothingGathered_handsNothingOn() {
        batcher.flush();
        batcher.flushDue();
        assertEquals(List.of(), sizes());
    }

    private List<Integer> sizes() {
        return out.stream().map(List::size).toList();
    }

    private static List<Sample> samples(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Samples.good(Devices.point(1, i), i))
                .toList();
    }
}
