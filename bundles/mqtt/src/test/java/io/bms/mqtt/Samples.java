package io.bms.mqtt;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Samples made up for tests. */
final class Samples {
    private Samples() {}

    static Sample good(PointId point, float value) {
        return sample(point, new PointValue.Real(value), Quality.GOOD);
    }

    static Sample sample(PointId point, PointValue value, Quality quality) {
        return new Sample(point, value, quality, Set.of(), ManualClock.START, Duration.ofSeconds(1));
    }

    /** Of device 1001's first point. */
    static SampleBatch batch(float value) {
        return new SampleBatch(List.of(good(Devices.point(1001, 1), value)));
    }
}
