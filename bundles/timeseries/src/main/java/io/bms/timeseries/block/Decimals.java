// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import java.util.Optional;

/**
 * Sensors report decimals: 21.37, in steps of 0.01. As binary fractions these look like noise; as whole
 * numbers of hundredths they are small steps. A column becomes whole numbers only where every one of
 * its values comes back bit for bit, which excludes NaN, the infinities and -0.
 */
final class Decimals {
    static final int MOST_DIGITS = 9;

    private static final long EXACT = 1L << 53;
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    private Decimals() {}

    /** The number's bits at {@code digits} decimals. */
    static long bits(Kind kind, long whole, int digits) {
        double value = whole / POWERS[digits];
        return kind == Kind.REAL
                ? Float.floatToRawIntBits((float) value) & 0xffff_ffffL
                : Double.doubleToRawLongBits(value);
    }

    /** The column as whole numbers of {@code 10^-digits}, if that loses nothing. */
    static Optional<long[]> whole(Kind kind, long[] column, int digits) {
        long[] whole = new long[column.length];
        for (int i = 0; i < column.length; i++) {
            double scaled = Math.rint(kind.number(column[i]) * POWERS[digits]);
            if (!(Math.abs(scaled) <= EXACT)) {
                return Optional.empty();
            }
            whole[i] = (long) scaled;
            if (bits(kind, whole[i], digits) != column[i]) {
                return Optional.empty();
            }
        }
        return Optional.of(whole);
    }
}
