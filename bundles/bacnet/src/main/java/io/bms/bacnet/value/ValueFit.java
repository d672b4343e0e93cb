// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.enumerated.BinaryPV;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.SignedInteger;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.point.PointValue;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Fits the value of a request to the datatype of an object's present value, or says why it does not fit. Thread: any.
 */
public final class ValueFit {
    private static final long MAX_UNSIGNED = 0xffff_ffffL;

    /**
     * What the object allows.
     *
     * @param low least present value
     * @param high greatest present value
     * @param states number of states of a multi-state object
     */
    public record Limits(OptionalDouble low, OptionalDouble high, OptionalLong states) {
        public static final Limits NONE =
                new Limits(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());

        /**
         * The limits that a device gives. Limits that nobody has set do not count: 0 to 0, no states at all, NaN and
         * infinite ones, and two that leave no value between them.
         */
        public static Limits of(Optional<Float> low, Optional<Float> high, Optional<Long> states) {
            Optional<Float> least = low.filter(limit -> Float.isFinite(limit));
            Optional<Float> most = high.filter(limit -> Float.isFinite(limit));
            boolean unset = least.isPresent() && most.isPresent() && least.get() >= most.get();
            return new Limits(
                    unset ? OptionalDouble.empty() : number(least),
                    unset ? OptionalDouble.empty() : number(most),
                    states.filter(count -> count > 0).map(OptionalLong::of).orElseGet(OptionalLong::empty));
        }

        private static OptionalDouble number(Optional<Float> limit) {
            return limit.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
        }
    }

    /** A value in the device's datatype, or a refusal. */
    public sealed interface Fitted {
        record Fit(Encodable encoded) implements Fitted {
            @Override
            public Optional<Encodable> value() {
                return Optional.of(encoded);
            }
        }

        record Misfit(Failure why) implements Fitted {
            @Override
            public Optional<Failure> failure() {
                return Optional.of(why);
            }
        }

        /** The value to write, if it fits. */
        default Optional<Encodable> value() {
            return Optional.empty();
        }

        /** Why it does not fit, if so. */
        default Optional<Failure> failure() {
            return Optional.empty();
        }
    }

    private ValueFit() {}

    /** @param datatype the class that the library has for the present value */
    public static Fitted fit(PointValue value, Class<?> datatype, Limits limits) {
        if (datatype == Real.class) {
            return real(value, limits);
        }
        if (datatype == com.serotonin.bacnet4j.type.primitive.Double.class) {
            return large(value, limits);
        }
        if (datatype == BinaryPV.class || datatype == com.serotonin.bacnet4j.type.primitive.Boolean.class) {
            return binary(value, datatype);
        }
        if (UnsignedInteger.class.isAssignableFrom(datatype)) {
            return unsigned(value, limits);
        }
        if (datatype == SignedInteger.class) {
            return value instanceof PointValue.Integer number
                    ? bounded(
                            number.value(),
                            Integer.MIN_VALUE,
                            Integer.MAX_VALUE,
                            limits,
                            new SignedInteger(number.value()))
                    : misfit("This object takes a whole number; send one like -3");
        }
        if (Enumerated.class.isAssignableFrom(datatype)) {
            return value instanceof PointValue.Integer number
                    ? bounded(number.value(), 0, Integer.MAX_VALUE, limits, new Enumerated((int) number.value()))
                    : misfit("This object takes the number of a choice; send a whole number like 1");
        }
        if (datatype == CharacterString.class) {
            return value instanceof PointValue.Text text
                    ? new Fitted.Fit(new CharacterString(text.value()))
                    : misfit("This object takes text; send a string");
        }
        return TextForm.of(datatype)
                .map(form -> text(value, form))
                .orElseGet(() ->
                        misfit("Values of this object's datatype cannot be written from here; use the vendor's tool"));
    }

    private static Fitted text(PointValue value, TextForm form) {
        return (value instanceof PointValue.Text text ? form.parse(text.value()) : Optional.<Encodable>empty())
                .<Fitted>map(Fitted.Fit::new)
                .orElseGet(() -> misfit("This object takes " + form.words()));
    }

    private static Fitted real(PointValue value, Limits limits) {
        OptionalDouble number = number(value);
        if (number.isEmpty()) {
            return misfit("This is an analog object; send a number like 21.5");
        }
        if (!Float.isFinite((float) number.getAsDouble())) {
            return new Fitted.Misfit(new Failure(
                    ErrorCode.OUT_OF_RANGE,
                    "The value does not fit a BACnet REAL; send a number of at most " + Float.MAX_VALUE));
        }
        return within(number.getAsDouble(), limits, new Real((float) number.getAsDouble()));
    }

    private static Fitted large(PointValue value, Limits limits) {
        OptionalDouble number = number(value);
        return number.isEmpty()
                ? misfit("This is an analog object; send a number like 21.5")
                : within(
                        number.getAsDouble(),
                        limits,
                        new com.serotonin.bacnet4j.type.primitive.Double(number.getAsDouble()));
    }

    private static Fitted binary(PointValue value, Class<?> datatype) {
        if (!(value instanceof PointValue.Bool state)) {
            return misfit("This is a binary object; send true or false");
        }
        return new Fitted.Fit(
                datatype == BinaryPV.class
                        ? state.value() ? BinaryPV.active : BinaryPV.inactive
                        : com.serotonin.bacnet4j.type.primitive.Boolean.valueOf(state.value()));
    }

    private static Fitted unsigned(PointValue value, Limits limits) {
        if (!(value instanceof PointValue.Integer number)) {
            return misfit(
                    limits.states().isPresent()
                            ? "This is a multi-state object; send the number of a state, 1 to "
                                    + limits.states().getAsLong()
                            : "This object takes a whole number; send one like 2");
        }
        if (limits.states().isPresent()
                && (number.value() < 1 || number.value() > limits.states().getAsLong())) {
            return new Fitted.Misfit(new Failure(
                    ErrorCode.OUT_OF_RANGE,
                    "The object has no state " + number.value() + "; send 1 to "
                            + limits.states().getAsLong()));
        }
        return bounded(number.value(), 0, MAX_UNSIGNED, limits, new UnsignedInteger(Math.max(0, number.value())));
    }

    private static Fitted bounded(long number, long low, long high, Limits limits, Encodable encoded) {
        if (number < low || number > high) {
            return new Fitted.Misfit(
                    new Failure(ErrorCode.OUT_OF_RANGE, "The value is out of range; send " + low + " to " + high));
        }
        return within(number, limits, encoded);
    }

    private static Fitted within(double number, Limits limits, Encodable encoded) {
        if (limits.low().isPresent() && number < limits.low().getAsDouble()
                || limits.high().isPresent() && number > limits.high().getAsDouble()) {
            return new Fitted.Misfit(new Failure(
                    ErrorCode.OUT_OF_RANGE,
                    "The device allows "
                            + (limits.low().isPresent() ? shown(limits.low().getAsDouble()) : "any value") + " to "
                            + (limits.high().isPresent() ? shown(limits.high().getAsDouble()) : "any value")
                            + "; send a value in that range"));
        }
        return new Fitted.Fit(encoded);
    }

    private static String shown(double limit) {
        return Float.toString((float) limit);
    }

    private static OptionalDouble number(PointValue value) {
        return value.isNonFinite() ? OptionalDouble.empty() : value.asNumber();
    }

    private static Fitted misfit(String message) {
        return new Fitted.Misfit(new Failure(ErrorCode.INVALID_REQUEST, message));
    }
}
