// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Samples that a seed determines: ordinary ones, and every odd one there may be. */
public final class RandomSamples {
    public static final PointId POINT = PointId.parse("1.analogInput.1");

    private static final float[] ODD_FLOATS = {
        0f,
        -0f,
        Float.NaN,
        Float.intBitsToFloat(0x7fc0_1234),
        Float.intBitsToFloat(0xff80_0001),
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MAX_VALUE,
        16_777_217f
    };
    private static final double[] ODD_DOUBLES = {
        0,
        -0.0,
        Double.NaN,
        Double.longBitsToDouble(0x7ff8_0000_0000_1234L),
        Double.longBitsToDouble(0xfff0_0000_0000_0001L),
        Double.POSITIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MAX_VALUE,
        0.1,
        1e300
    };
    private static final long[] ODD_LONGS = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, Integer.MIN_VALUE};
    private static final String[] TEXTS = {"", "on", "Ümlaut °C", "a\0b", "\ud83c\udfe2", "\ud83c", "x".repeat(300)};

    private RandomSamples() {}

    /** Several of the same kind in a row, as a point sends them, with now and then another. */
    public static List<Sample> mixed(Random random, int count) {
        List<Sample> samples = new ArrayList<>();
        Instant time = Instant.ofEpochMilli(1_767_225_600_000L + random.nextInt());
        int kind = random.nextInt(6);
        boolean odd = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            if (random.nextInt(40) == 0) {
                kind = random.nextInt(6);
                odd = random.nextBoolean();
            }
            Quality quality = random.nextInt(10) == 0 ? Quality.values()[random.nextInt(3)] : Quality.GOOD;
            Set<StatusFlag> flags = EnumSet.noneOf(StatusFlag.class);
            if (random.nextInt(20) == 0) {
                flags.add(StatusFlag.values()[random.nextInt(4)]);
                flags.add(StatusFlag.values()[random.nextInt(4)]);
            }
            samples.add(new Sample(
                    POINT,
                    value(random, kind, odd),
                    quality,
                    flags,
                    time,
                    Duration.ofMillis(random.nextInt(50) == 0 ? 1 + random.nextInt(86_400_000) : 30_000)));
            time = time.plusMillis(random.nextInt(30) == 0 ? random.nextInt(100_000_000) : 29_980 + random.nextInt(40));
        }
        return samples;
    }

    private static PointValue value(Random random, int kind, boolean odd) {
        return switch (kind) {
            case 0 -> PointValue.NULL;
            case 1 ->
                new PointValue.Real(
                        odd
                                ? ODD_FLOATS[random.nextInt(ODD_FLOATS.length)]
                                : (float) (Math.rint(2_000 + random.nextGaussian() * 20) / 100));
            case 2 ->
                new PointValue.Double(odd ? ODD_DOUBLES[random.nextInt(ODD_DOUBLES.length)] : random.nextGaussian());
            case 3 -> new PointValue.Integer(odd ? ODD_LONGS[random.nextInt(ODD_LONGS.length)] : random.nextInt(5));
            case 4 -> new PointValue.Bool(random.nextInt(8) == 0);
            default -> new PointValue.Text(TEXTS[random.nextInt(TEXTS.length)]);
        };
    }

    public static Readings readings(List<Sample> samples) {
        Readings readings = new Readings();
        for (Sample sample : samples) {
            readings.add(
                    sample.timestamp().toEpochMilli(),
                    State.of(sample),
                    sample.interval().toMillis(),
                    Kind.bits(sample.value()),
                    sample.value() instanceof PointValue.Text text ? text.value() : "");
        }
        return readings;
    }
}
