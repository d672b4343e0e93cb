// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertTrue;

import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** What every sink keeps to: it takes what it is given and never holds its caller up. */
public abstract class SampleSinkContract {
    private static final int BATCHES = 5_000;

    /** A sink whose own downstream is stuck: broker away, disk slow. */
    protected abstract SampleSink stuck();

    @Test
    public void accept_downstreamStuck_returnsAtOnce() {
        SampleSink sink = stuck();
        long start = System.nanoTime();
        for (int i = 0; i < BATCHES; i++) {
            sink.accept(batch(i));
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(BATCHES + " batches took " + taken, taken.compareTo(Duration.ofSeconds(5)) < 0);
    }

    @Test
    public void accept_everyKindOfValue_isTaken() {
        SampleSink sink = stuck();
        for (PointValue value : List.of(
                PointValue.NULL,
                new PointValue.Real(22.5f),
                new PointValue.Double(1e300),
                new PointValue.Integer(Long.MAX_VALUE),
                new PointValue.Bool(true),
                new PointValue.Text("on"))) {
            sink.accept(new SampleBatch(List.of(new Sample(
                    Devices.point(1, 1), value, Quality.GOOD, Set.of(), ManualClock.START, Duration.ofSeconds(1)))));
        }
    }

    private static SampleBatch batch(int number) {
        return new SampleBatch(List.of(new Sample(
                Devices.point(1, 1 + number % 100),
                new PointValue.Real(number),
                Quality.GOOD,
                Set.of(),
                ManualClock.START.plusSeconds(number),
                Duration.ofSeconds(1))));
    }
}
