// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import java.util.Objects;

/**
 * A value as BACnet typed it, so that nothing is lost on the way to the wire or the disk. The unit
 * belongs to the point; no value is ever converted.
 */
public sealed interface PointValue {
    /** No value: a failed read, or, in a write, "relinquish". */
    PointValue NULL = new Null();

    /** The one instance is {@link PointValue#NULL}. */
    record Null() implements PointValue {}

    /** A BACnet REAL, 32 bits. May be NaN or infinite here; neither goes out on the wire. */
    record Real(float value) implements PointValue {}

    /** A BACnet Double, 64 bits; also a decimal number of a write request before its type is known. */
    record Double(double value) implements PointValue {}

    /** Unsigned, Integer or Enumerated, a multi-state value's state number among them. */
    record Integer(long value) implements PointValue {}

    /** The state of a binary object: active is true. */
    record Bool(boolean value) implements PointValue {}

    /** A character string; also dates, times, bit strings and the like in their ASHRAE text form. */
    record Text(String value) implements PointValue {
        public Text {
            Objects.requireNonNull(value, "value");
        }
    }

    /** The bare value. */
    default String inWords() {
        if (this instanceof Real real) {
            return Float.toString(real.value());
        } else if (this instanceof Double number) {
            return java.lang.Double.toString(number.value());
        } else if (this instanceof Integer integer) {
            return Long.toString(integer.value());
        } else if (this instanceof Bool bool) {
            return Boolean.toString(bool.value());
        }
        return this instanceof Text text ? text.value() : "none";
    }

    /** True for NaN and the infinities, which have no place on the wire. */
    default boolean isNonFinite() {
        if (this instanceof Real real) {
            return !Float.isFinite(real.value());
        }
        return this instanceof Double number && !java.lang.Double.isFinite(number.value());
    }
}
