// SPDX-License-Identifier: GPL-3.0-only
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

    /** Of device 1001's first point, read each second. */
    static SampleBatch batch(float value) {
        return new SampleBatch(List.of(good(Devices.point(1001, 1), value)));
    }

    /** Of the same, read so seldom that no batch is in a hurry for it. */
    static SampleBatch seldom(float value) {
        return new SampleBatch(List.of(new Sample(
                Devices.point(1001, 1),
                new PointValue.Real(value),
                Quality.GOOD,
                Set.of(),
                ManualClock.START,
                Duration.ofHours(1))));
    }
}
