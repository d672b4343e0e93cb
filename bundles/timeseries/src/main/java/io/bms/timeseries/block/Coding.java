// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import java.util.Arrays;

/**
 * How a column of 64-bit numbers is written. Sums and differences wrap around, so every coding gives
 * back every column. The order is part of what is stored: append only.
 */
enum Coding {
    /** Each value once, with how often it comes in a row: setpoints, states. */
    RUNS {
        @Override
        void write(long[] column, BitWriter out) {
            for (int i = 0; i < column.length; ) {
                int end = i + 1;
                while (end < column.length && column[end] == column[i]) {
                    end++;
                }
                out.number(end - i);
                out.number(column[i]);
                i = end;
            }
        }

        @Override
        void read(BitReader in, long[] column) {
            for (int i = 0; i < column.length; ) {
                int end = i + in.size(column.length - i);
                if (end == i) {
                    throw new IllegalArgumentException("a run in a block has no length");
                }
                Arrays.fill(column, i, end, in.number());
                i = end;
            }
        }
    },
    /** The first, the average step, and how far each step is from that: noise, ramps. */
    STEPS {
        @Override
        void write(long[] column, BitWriter out) {
            if (column.length == 0) {
                return;
            }
            int steps = column.length - 1;
            long average = steps == 0 ? 0 : (column[steps] - column[0]) / steps;
            out.number(column[0]);
            out.number(average << 1 ^ average >> 63);
            long[] rest = new long[steps];
            for (int i = 0; i < steps; i++) {
                rest[i] = column[i + 1] - column[i] - average;
            }
            Rice.write(rest, out);
        }

        @Override
        void read(BitReader in, long[] column) {
            if (column.length == 0) {
                return;
            }
            column[0] = in.number();
            long folded = in.number();
            long average = folded >>> 1 ^ -(folded & 1);
            long[] rest = new long[column.length - 1];
            Rice.read(in, rest);
            for (int i = 0; i < rest.length; i++) {
                column[i + 1] = column[i] + average + rest[i];
            }
        }
    },
    /** Delta of delta: times whose pace drifts or changes. */
    STEPS_OF_STEPS {
        @Override
        void write(long[] column, BitWriter out) {
            long[] rest = new long[column.length];
            long step = 0;
            long last = 0;
            for (int i = 0; i < column.length; i++) {
                rest[i] = column[i] - last - step;
                step = i == 0 ? 0 : column[i] - last;
                last = column[i];
            }
            Rice.write(rest, out);
        }

        @Override
        void read(BitReader in, long[] column) {
            Rice.read(in, column);
            long step = 0;
            long last = 0;
            for (int i = 0; i < column.length; i++) {
                column[i] += last + step;
                step = i == 0 ? 0 : column[i] - last;
                last = column[i];
            }
        }
    },
    /** Bits of a REAL that is no short decimal. */
    XOR_32 {
        @Override
        void write(long[] column, BitWriter out) {
            Xor.write(column, Float.SIZE, out);
        }

        @Override
        void read(BitReader in, long[] column) {
            Xor.read(in, Float.SIZE, column);
        }
    },
    /** Bits of a Double that is no short decimal. */
    XOR_64 {
        @Override
        void write(long[] column, BitWriter out) {
            Xor.write(column, Double.SIZE, out);
        }

        @Override
        void read(BitReader in, long[] column) {
            Xor.read(in, Double.SIZE, column);
        }
    };

    private static final int TAG_BITS = 3;
    private static final Coding[] ALL = values();

    abstract void write(long[] column, BitWriter out);

    /** Fills the column, whose length the reader knows. */
    abstract void read(BitReader in, long[] column);

    /** Writes the column in whichever of these is shortest for it. */
    static void writeShortest(long[] column, BitWriter out, Coding... codings) {
        BitWriter best = null;
        Coding chosen = codings[0];
        for (Coding coding : codings) {
            BitWriter attempt = new BitWriter();
            coding.write(column, attempt);
            if (best == null || attempt.length() < best.length()) {
                best = attempt;
                chosen = coding;
            }
        }
        out.bits(chosen.ordinal(), TAG_BITS);
        out.append(best);
    }

    static long[] read(BitReader in, int size) {
        int tag = (int) in.bits(TAG_BITS);
        if (tag >= ALL.length) {
            throw new IllegalArgumentException(
                    "a block is coded in a way (" + tag + ") that this gateway does not know");
        }
        long[] column = new long[size];
        ALL[tag].read(in, column);
        return column;
    }
}
