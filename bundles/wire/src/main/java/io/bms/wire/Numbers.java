// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import io.bms.api.point.PointValue;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * The number rules of docs/wire.md: the shortest decimal that reads back to the same value, no NaN, no
 * infinity, and no integer that a JSON reader would round.
 */
final class Numbers {
    private static final long EXACT_IN_DOUBLE = 1L << 53;
    /** Between these a number is written in plain digits, as JavaScript would. */
    private static final double PLAIN_FROM = 1e-7;

    private static final double PLAIN_BELOW = 1e21;

    /** Writes a value that is finite. */
    private static final PointValue.Cases<WireJson.Body> BODY = new PointValue.Cases<>() {
        @Override
        public WireJson.Body none() {
            return JsonGenerator::writeNull;
        }

        @Override
        public WireJson.Body real(float value) {
            return json -> json.writeNumber(shortest(value));
        }

        @Override
        public WireJson.Body doublePrecision(double value) {
            return json -> json.writeNumber(shortest(value));
        }

        @Override
        public WireJson.Body integer(long value) {
            return json -> Numbers.write(json, value);
        }

        @Override
        public WireJson.Body bool(boolean value) {
            return json -> json.writeBoolean(value);
        }

        @Override
        public WireJson.Body text(String value) {
            return json -> json.writeString(value);
        }
    };

    private Numbers() {}

    static void write(JsonGenerator json, PointValue value) throws IOException {
        if (value.isNonFinite()) {
            json.writeNull();
        } else {
            value.decide(BODY).write(json);
        }
    }

    static void write(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(shortest(value));
        } else {
            json.writeNull();
        }
    }

    private static void write(JsonGenerator json, long value) throws IOException {
        if (isExact(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Long.toString(value));
        }
    }

    /** Whether a reader that makes doubles of numbers, as a browser does, gets it whole. */
    static boolean isExact(long value) {
        return value <= EXACT_IN_DOUBLE && value >= -EXACT_IN_DOUBLE;
    }

    /** Not {@code Float.toString}, which before JDK 19 now and then gives a digit too many. */
    static String shortest(float value) {
        return plain(NumberOutput.toString(value, true), Math.abs(value));
    }

    static String shortest(double value) {
        return plain(NumberOutput.toString(value, true), Math.abs(value));
    }

    private static String plain(String digits, double magnitude) {
        int exponent = digits.indexOf('E');
        if (exponent < 0) {
            return withoutZeroFraction(digits);
        }
        if (magnitude >= PLAIN_FROM && magnitude < PLAIN_BELOW) {
            return new BigDecimal(digits).stripTrailingZeros().toPlainString();
        }
        return withoutZeroFraction(digits.substring(0, exponent)) + digits.substring(exponent);
    }

    private static String withoutZeroFraction(String digits) {
        return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
    }
}
