// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.Test;

public final class BlockCodecTest {
    private static final int SEEDS = 300;

    @Test
    public void decode_whatWasEncoded_isTheSameBitForBit() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Sample> samples = RandomSamples.mixed(random, random.nextInt(BlockCodec.MOST_SAMPLES + 1));
            Readings before = RandomSamples.readings(samples);
            Readings after = BlockCodec.decode(BlockCodec.encode(before));
            assertEquals("seed " + seed, before.size(), after.size());
            for (int i = 0; i < before.size(); i++) {
                assertEquals("seed " + seed, before.bits(i), after.bits(i));
                assertEquals("seed " + seed, samples.get(i), after.sample(i, RandomSamples.POINT));
            }
        }
    }

    @Test
    public void encode_noiseInHundredths_takesLessThanTwoBytesASample() {
        Random random = new Random(1);
        int length = encoded(time -> new PointValue.Real((float) (Math.rint(2_150 + random.nextGaussian() * 5) / 100)));
        assertTrue("a block of 500 has " + length + " bytes", length < 1_000);
    }

    @Test
    public void encode_constant_takesOnlyItsTimes() {
        int length = encoded(time -> new PointValue.Real(21.5f));
        assertTrue("a block of 500 has " + length + " bytes", length < 500);
    }

    @Test
    public void encode_oneValueThatIsNoDecimal_keepsAllExactly() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            samples.add(sample(i * 30_000L, new PointValue.Real(i == 50 ? -0f : i / 100f)));
        }
        Readings after = BlockCodec.decode(BlockCodec.encode(RandomSamples.readings(samples)));
        assertEquals(
                samples,
                IntStream.range(0, 100)
                        .mapToObj(i -> after.sample(i, RandomSamples.POINT))
                        .toList());
        assertEquals(0x8000_0000L, after.bits(50));
    }

    @Test
    public void encode_tooMany_isRefused() {
        Readings readings = RandomSamples.readings(RandomSamples.mixed(new Random(1), BlockCodec.MOST_SAMPLES + 1));
        assertThrows(IllegalArgumentException.class, () -> BlockCodec.encode(readings));
    }

    @Test
    public void decode_truncated_isRefused() {
        byte[] block = BlockCodec.encode(RandomSamples.readings(RandomSamples.mixed(new Random(7), 200)));
        for (int length = 0; length < block.length - 1; length++) {
            byte[] truncated = Arrays.copyOf(block, length);
            assertThrows(IllegalArgumentException.class, () -> BlockCodec.decode(truncated));
        }
    }

    @Test
    public void decode_damaged_isRefusedOrReadButNeverBreaks() {
        int refused = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] block =
                    BlockCodec.encode(RandomSamples.readings(RandomSamples.mixed(random, 1 + random.nextInt(100))));
            block[random.nextInt(block.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertTrue(BlockCodec.decode(block).size() <= BlockCodec.MOST_SAMPLES);
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > 0);
    }

    private static int encoded(LongFunction<PointValue> signal) {
        Random jitter = new Random(2);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long time = 1_767_225_600_000L + i * 30_000L + jitter.nextInt(20);
            samples.add(sample(time, signal.apply(time)));
        }
        return BlockCodec.encode(RandomSamples.readings(samples)).length;
    }

    private static Sample sample(long time, PointValue value) {
        return new Sample(
                RandomSamples.POINT, value, Quality.GOOD, Set.of(), Instant.ofEpochMilli(time), Duration.ofSeconds(30));
    }
}
