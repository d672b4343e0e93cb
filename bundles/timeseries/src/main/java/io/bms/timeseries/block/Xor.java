// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

/**
 * Floating-point numbers as Gorilla writes them (Pelkonen et al., VLDB 2015, 4.1.2): each XORed with
 * the one before, and of that the bits between its leading and trailing zeros.
 */
final class Xor {
    private static final int COUNT_BITS = 6;

    private Xor() {}

    static void write(long[] column, int width, BitWriter out) {
        long last = 0;
        int leading = 0;
        int trailing = width;
        for (long value : column) {
            long xor = value ^ last;
            last = value;
            if (xor == 0) {
                out.bits(0, 1);
                continue;
            }
            int zerosBefore = Long.numberOfLeadingZeros(xor) - (Long.SIZE - width);
            int zerosAfter = Long.numberOfTrailingZeros(xor);
            boolean fits = zerosBefore >= leading && zerosAfter >= trailing;
            if (!fits) {
                leading = zerosBefore;
                trailing = zerosAfter;
            }
            out.bits(fits ? 0b10 : 0b11, 2);
            int meaning = width - leading - trailing;
            if (!fits) {
                out.bits(leading, COUNT_BITS);
                out.bits(meaning - 1, COUNT_BITS);
            }
            out.bits(xor >>> trailing, meaning);
        }
    }

    static void read(BitReader in, int width, long[] column) {
        long last = 0;
        int trailing = width;
        int meaning = 0;
        for (int i = 0; i < column.length; i++) {
            if (in.bits(1) == 1) {
                if (in.bits(1) == 1) {
                    int leading = (int) in.bits(COUNT_BITS);
                    meaning = (int) in.bits(COUNT_BITS) + 1;
                    trailing = width - leading - meaning;
                    if (trailing < 0) {
                        throw new IllegalArgumentException("a number in a block is wider than " + width + " bits");
                    }
                }
                last ^= in.bits(meaning) << trailing;
            }
            column[i] = last;
        }
    }
}
