// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertTrue;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** What every sink keeps to: it passes on what it is given, and never holds its caller up. */
public abstract class SampleSinkContract {
    private static final int BATCHES = 5_000;
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final List<PointValue> VALUES = List.of(
            PointValue.NULL,
            new PointValue.Real(22.5f),
            new PointValue.Double(1e300),
            new PointValue.Integer(Long.MAX_VALUE),
            new PointValue.Bool(true),
            new PointValue.Text("on"));

    /** A sink whose own downstream is stuck: broker away, disk slow. */
    protected abstract SampleSink stuck();

    /** A sink whose downstream takes everything at once. */
    protected abstract SampleSink working();

    /**
     * The points of device 1, of its instances 1 to 100, of which a sample has arrived downstream of {@link
     * #working()}.
     */
    protected abstract Set<PointId> arrived();

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
    public void accept_everyKindOfValue_arrives() {
        SampleSink sink = working();
        Set<PointId> accepted = new HashSet<>();
        for (PointValue value : VALUES) {
            PointId point = Devices.point(1, 1 + accepted.size());
            sink.accept(batch(point, value, ManualClock.START));
            accepted.add(point);
        }
        Await.until(() -> arrived().equals(accepted), DEADLINE, "a sample of each kind of value arrives");
    }

    private static SampleBatch batch(int number) {
        return batch(
                Devices.point(1, 1 + number % 100), new PointValue.Real(number), ManualClock.START.plusSeconds(number));
    }

    private static SampleBatch batch(PointId point, PointValue value, Instant timestamp) {
        return new SampleBatch(
                List.of(new Sample(point, value, Quality.GOOD, Set.of(), timestamp, Duration.ofSeconds(1))));
    }
}
