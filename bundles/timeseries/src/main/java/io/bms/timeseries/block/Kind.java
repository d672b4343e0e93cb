// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import io.bms.api.point.PointValue;

/**
 * The types of {@link PointValue} as they are stored: up to 64 bits, or a text. The order is part of
 * what is stored: append only.
 */
public enum Kind {
    NULL,
    REAL,
    DOUBLE,
    INTEGER,
    BOOL,
    TEXT;

    private static final Kind[] ALL = values();

    static Kind at(int code) {
        if (code >= ALL.length) {
            throw new IllegalArgumentException(
                    "a stored value is of a kind (" + code + ") that this gateway does not know");
        }
        return ALL[code];
    }

    public static Kind of(PointValue value) {
        if (value instanceof PointValue.Real) {
            return REAL;
        } else if (value instanceof PointValue.Double) {
            return DOUBLE;
        } else if (value instanceof PointValue.Integer) {
            return INTEGER;
        } else if (value instanceof PointValue.Bool) {
            return BOOL;
        }
        return value instanceof PointValue.Text ? TEXT : NULL;
    }

    /** The value's bits, 0 for a text and for none. */
    public static long bits(PointValue value) {
        if (value instanceof PointValue.Real real) {
            return Float.floatToRawIntBits(real.value()) & 0xffff_ffffL;
        } else if (value instanceof PointValue.Double number) {
            return Double.doubleToRawLongBits(number.value());
        } else if (value instanceof PointValue.Integer integer) {
            return integer.value();
        }
        return value instanceof PointValue.Bool bool && bool.value() ? 1 : 0;
    }

    PointValue value(long bits, String text) {
        return switch (this) {
            case NULL -> PointValue.NULL;
            case REAL -> new PointValue.Real(Float.intBitsToFloat((int) bits));
            case DOUBLE -> new PointValue.Double(Double.longBitsToDouble(bits));
            case INTEGER -> new PointValue.Integer(bits);
            case BOOL -> new PointValue.Bool(bits != 0);
            case TEXT -> new PointValue.Text(text);
        };
    }

    /** NaN for what is no number. */
    public double number(long bits) {
        return switch (this) {
            case REAL -> Float.intBitsToFloat((int) bits);
            case DOUBLE -> Double.longBitsToDouble(bits);
            case INTEGER, BOOL -> bits;
            case NULL, TEXT -> Double.NaN;
        };
    }
}
