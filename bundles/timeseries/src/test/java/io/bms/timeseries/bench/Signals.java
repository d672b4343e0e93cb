// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.bench;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A building of 100 points read every 30 s, the same at every run: 60 analog inputs with noise of five
 * hundredths on a daily wave, resolution 0.01; 30 setpoints, moved now and then; 10 binaries, switched
 * some times a day. Each read is up to 50 ms late.
 */
public final class Signals {
    public static final Duration INTERVAL = Duration.ofSeconds(30);
    public static final int ANALOGS = 60;
    public static final int SETPOINTS = 30;
    public static final int BINARIES = 10;

    private static final int LATE_MS = 50;

    private final Random random = new Random(20_260_101);
    private final float[] setpoints = new float[SETPOINTS];
    private final boolean[] binaries = new boolean[BINARIES];

    /** Every point's sample at about this time. */
    public List<Sample> at(Instant time) {
        List<Sample> samples = new ArrayList<>(ANALOGS + SETPOINTS + BINARIES);
        double day = 2 * Math.PI * (time.getEpochSecond() % 86_400) / 86_400;
        for (int i = 0; i < ANALOGS; i++) {
            double value = 20 + i % 10 + 3 * Math.sin(day + i) + 0.05 * random.nextGaussian();
            samples.add(sample("analogInput", i, new PointValue.Real((float) (Math.rint(value * 100) / 100)), time));
        }
        for (int i = 0; i < SETPOINTS; i++) {
            if (random.nextInt(1_000) == 0) {
                setpoints[i] = 18 + random.nextInt(12) / 2f;
            }
            samples.add(sample("analogValue", i, new PointValue.Real(setpoints[i]), time));
        }
        for (int i = 0; i < BINARIES; i++) {
            binaries[i] ^= random.nextInt(300) == 0;
            samples.add(sample("binaryInput", i, new PointValue.Bool(binaries[i]), time));
        }
        return samples;
    }

    private Sample sample(String type, int instance, PointValue value, Instant time) {
        return new Sample(
                new PointId(1, type, instance),
                value,
                Quality.GOOD,
                Set.of(),
                time.plusMillis(random.nextInt(LATE_MS)),
                INTERVAL);
    }
}
