// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

/**
 * Whole numbers around zero by Rice's code: the low bits as they are, the rest counted in ones. How
 * many low bits suits the noise of a signal, so each column has its own.
 */
final class Rice {
    private static final int MOST_ONES = 24;
    private static final int WIDTH_BITS = 6;

    private Rice() {}

    static void write(long[] column, BitWriter out) {
        int width = bestWidth(column);
        out.bits(width, WIDTH_BITS);
        for (long value : column) {
            long folded = fold(value);
            long ones = folded >>> width;
            if (isFew(ones)) {
                out.ones((int) ones);
                out.bits(0, 1);
                out.bits(folded, width);
            } else {
                out.ones(MOST_ONES);
                out.bits(folded, Long.SIZE);
            }
        }
    }

    static void read(BitReader in, long[] column) {
        int width = (int) in.bits(WIDTH_BITS);
        for (int i = 0; i < column.length; i++) {
            int ones = in.ones(MOST_ONES);
            column[i] = unfold(ones < MOST_ONES ? (long) ones << width | in.bits(width) : in.bits(Long.SIZE));
        }
    }

    private static int bestWidth(long[] column) {
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int width = 0; width < Long.SIZE - 8; width++) {
            long bits = 0;
            for (long value : column) {
                long ones = fold(value) >>> width;
                bits += isFew(ones) ? ones + 1 + width : MOST_ONES + Long.SIZE;
            }
            if (bits < least) {
                least = bits;
                best = width;
            }
        }
        return best;
    }

    /** The highest bit of a folded number is no sign. */
    private static boolean isFew(long ones) {
        return Long.compareUnsigned(ones, MOST_ONES) < 0;
    }

    /** 0, -1, 1, -2, 2 … become 0, 1, 2, 3, 4 … */
    private static long fold(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unfold(long folded) {
        return folded >>> 1 ^ -(folded & 1);
    }
}
