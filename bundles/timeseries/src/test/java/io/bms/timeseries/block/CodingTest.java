// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.Random;
import org.junit.Test;

public final class CodingTest {
    private static final int SEEDS = 500;

    @Test
    public void read_everyCodingOfEveryColumn_givesItBack() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            long[] column = column(random);
            for (Coding coding : Coding.values()) {
                long[] fitting = coding == Coding.XOR_32 ? narrow(column) : column;
                BitWriter out = new BitWriter();
                out.bits(random.nextInt(), 5);
                Coding.writeShortest(fitting, out, coding);
                out.bits(0b101, 3);
                BitReader in = new BitReader(out.toBytes());
                in.bits(5);
                assertArrayEquals(coding + ", seed " + seed, fitting, Coding.read(in, fitting.length));
                assertEquals(0b101, in.bits(3));
            }
        }
    }

    @Test
    public void read_unknownCoding_isRefused() {
        BitReader in = new BitReader(new byte[] {(byte) 0xff});
        assertThrows(IllegalArgumentException.class, () -> Coding.read(in, 1));
    }

    /** Steady, noisy or wild. */
    private static long[] column(Random random) {
        long[] column = new long[random.nextInt(200)];
        int noise = random.nextInt(65);
        long step = random.nextBoolean() ? random.nextInt(100_000) : random.nextLong();
        long value = random.nextLong();
        for (int i = 0; i < column.length; i++) {
            value += random.nextInt(10) == 0 ? random.nextLong() : step;
            column[i] = noise == 64 ? value : value + (random.nextLong() >>> noise);
        }
        return column;
    }

    private static long[] narrow(long[] column) {
        long[] narrow = column.clone();
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] &= 0xffff_ffffL;
        }
        return narrow;
    }
}
