// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

import io.bms.api.point.PointValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** The types of values that are used (Sparkplug 3.0, 6.4.16). */
public enum DataType {
    INT32(3),
    INT64(4),
    UINT32(7),
    UINT64(8),
    FLOAT(9),
    DOUBLE(10),
    BOOLEAN(11),
    STRING(12);

    private static final long UINT32_MAX = 0xFFFF_FFFFL;

    private final int number;

    DataType(int number) {
        this.number = number;
    }

    /** The number that stands for it in a payload. */
    public int number() {
        return number;
    }

    /** The one of that number; empty for one that is not used here. */
    public static Optional<DataType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /**
     * A value as this type has it: what a device has given otherwise than its object type lets expect, or what a host
     * has sent.
     *
     * @return empty where the type has no such value, as for NaN, or text that is to be a number
     */
    public Optional<PointValue> take(PointValue value) {
        if (value.isNonFinite()) {
            return Optional.empty();
        }
        return switch (this) {
            case FLOAT -> number(value).map(number -> new PointValue.Real((float) number.doubleValue()));
            case DOUBLE -> number(value).map(PointValue.Double::new);
            case INT32 -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT32 -> whole(value, 0, UINT32_MAX);
            case INT64 -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT64 -> whole(value, 0, Long.MAX_VALUE);
            case BOOLEAN -> bool(value);
            case STRING ->
                value.equals(PointValue.NULL) ? Optional.empty() : Optional.of(new PointValue.Text(value.inWords()));
        };
    }

    private static Optional<Double> number(PointValue value) {
        OptionalDouble number = value.asNumber();
        return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }

    private static Optional<PointValue> whole(PointValue value, long least, long most) {
        if (value instanceof PointValue.Integer integer) {
            return Optional.<PointValue>of(integer).filter(in -> integer.value() >= least && integer.value() <= most);
        }
        return number(value)
                .filter(number -> number == Math.rint(number) && number >= least && number <= most)
                .map(number -> new PointValue.Integer(number.longValue()));
    }

    private static Optional<PointValue> bool(PointValue value) {
        if (value instanceof PointValue.Bool) {
            return Optional.of(value);
        }
        return number(value)
                .filter(number -> number == 0 || number == 1)
                .map(number -> new PointValue.Bool(number == 1));
    }
}
