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

    private static final PointValue.Cases<Kind> KIND = new PointValue.Cases<>() {
        @Override
        public Kind none() {
            return NULL;
        }

        @Override
        public Kind real(float value) {
            return REAL;
        }

        @Override
        public Kind doublePrecision(double value) {
            return DOUBLE;
        }

        @Override
        public Kind integer(long value) {
            return INTEGER;
        }

        @Override
        public Kind bool(boolean value) {
            return BOOL;
        }

        @Override
        public Kind text(String value) {
            return TEXT;
        }
    };

    private static final PointValue.Cases<Long> BITS = new PointValue.Cases<>() {
        @Override
        public Long none() {
            return 0L;
        }

        @Override
        public Long real(float value) {
            return Float.floatToRawIntBits(value) & 0xffff_ffffL;
        }

        @Override
        public Long doublePrecision(double value) {
            return Double.doubleToRawLongBits(value);
        }

        @Override
        public Long integer(long value) {
            return value;
        }

        @Override
        public Long bool(boolean value) {
            return value ? 1L : 0L;
        }

        @Override
        public Long text(String value) {
            return 0L;
        }
    };

    static Kind at(int code) {
        if (code >= ALL.length) {
            throw new IllegalArgumentException(
                    "a stored value is of a kind (" + code + ") that this gateway does not know");
        }
        return ALL[code];
    }

    public static Kind of(PointValue value) {
        return value.decide(KIND);
    }

    /** The value's bits, 0 for a text and for none. */
    public static long bits(PointValue value) {
        return value.decide(BITS);
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
