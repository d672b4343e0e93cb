// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import java.util.Objects;
import java.util.OptionalDouble;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A value as BACnet typed it, so that nothing is lost on the way to the wire or the disk. The unit
 * belongs to the point; no value is ever converted.
 */
@ProviderType
public sealed interface PointValue {
    /** No value: a failed read, or, in a write, "relinquish". */
    PointValue NULL = new Null();

    /** The bare value, for people. */
    String inWords();

    /** What {@code cases} has for the type of this value. */
    <T> T decide(Cases<T> cases);

    /** The number of a {@link Real}, {@link Double} or {@link Integer}, NaN and the infinities too; else empty. */
    default OptionalDouble asNumber() {
        return OptionalDouble.empty();
    }

    /** True for NaN and the infinities, which have no place on the wire. */
    default boolean isNonFinite() {
        return false;
    }

    /** The one instance is {@link PointValue#NULL}. */
    record Null() implements PointValue {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.none();
        }

        @Override
        public String inWords() {
            return "none";
        }
    }

    /** A BACnet REAL, 32 bits. May be NaN or infinite here; neither goes out on the wire. */
    record Real(float value) implements PointValue {

        @Override
        public boolean isNonFinite() {
            return !Float.isFinite(value);
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.real(value);
        }

        @Override
        public String inWords() {
            return Float.toString(value);
        }

        @Override
        public OptionalDouble asNumber() {
            return OptionalDouble.of(value);
        }
    }

    /** A BACnet Double, 64 bits; also a decimal number of a write request before its type is known. */
    record Double(double value) implements PointValue {

        @Override
        public boolean isNonFinite() {
            return !java.lang.Double.isFinite(value);
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.doublePrecision(value);
        }

        @Override
        public String inWords() {
            return java.lang.Double.toString(value);
        }

        @Override
        public OptionalDouble asNumber() {
            return OptionalDouble.of(value);
        }
    }

    /** Unsigned, Integer or Enumerated, a multi-state value's state number among them. */
    record Integer(long value) implements PointValue {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.integer(value);
        }

        @Override
        public String inWords() {
            return Long.toString(value);
        }

        @Override
        public OptionalDouble asNumber() {
            return OptionalDouble.of(value);
        }
    }

    /** The state of a binary object: active is true. */
    record Bool(boolean value) implements PointValue {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.bool(value);
        }

        @Override
        public String inWords() {
            return Boolean.toString(value);
        }
    }

    /** A character string; also dates, times, bit strings and the like in their ASHRAE text form. */
    record Text(String value) implements PointValue {
        public Text {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.text(value);
        }

        @Override
        public String inWords() {
            return value;
        }
    }

    /**
     * One answer for each type, for whoever must tell all of them apart.
     *
     * @param <T> what it is
     */
    interface Cases<T> {
        T none();

        T real(float value);

        T doublePrecision(double value);

        T integer(long value);

        T bool(boolean value);

        T text(String value);
    }
}
