// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import java.util.Objects;

/** Values that some points may get, both ends included: {@code *.analogValue.*=10..30}. */
public record PointRange(PointPattern points, double low, double high) {
    private static final double EXACT = 1L << 53;

    public PointRange {
        Objects.requireNonNull(points, "points");
        if (!(low <= high)) {
            throw new IllegalArgumentException(low + ".." + high + " is no range; begin it with the lower end");
        }
    }

    /**
     * Reads the form that {@link #toString()} writes.
     *
     * @throws IllegalArgumentException saying what it looks like
     */
    public static PointRange parse(String text) {
        String[] sides = text.split("=", 2);
        String[] ends = sides.length == 2 ? sides[1].split("\\.\\.", 2) : new String[0];
        if (ends.length == 2 && number(ends[0]) <= number(ends[1])) {
            return new PointRange(PointPattern.parse(sides[0]), number(ends[0]), number(ends[1]));
        }
        throw new IllegalArgumentException("'" + text + "' is no range; write it as in *.analogValue.*=10..30");
    }

    /** NaN, which is in no order with anything, for what is no number. */
    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** False for NaN. */
    public boolean holds(double value) {
        return value >= low && value <= high;
    }

    @Override
    public String toString() {
        return points + "=" + text(low) + ".." + text(high);
    }

    private static String text(double end) {
        return Math.rint(end) == end && Math.abs(end) < EXACT ? Long.toString((long) end) : Double.toString(end);
    }
}
