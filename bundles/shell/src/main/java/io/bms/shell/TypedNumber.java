// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.point.PointValue;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number that somebody typed: digits, with one comma or one point as the decimal sign. What could be meant in two
 * ways, or only as a guess, is refused in a sentence that says how to write it. The Designer reads by the same rule
 * (number.ts).
 */
final class TypedNumber {
    private static final Pattern NUMBER = Pattern.compile("[+−-]?(\\d+([.,]\\d+)?|[.,]\\d+)([eE][+−-]?\\d{1,3})?");
    /**
     * As thousands are written in one country and decimals in another: {@code 1,250}, but not {@code 0,250} or
     * {@code 1,25}.
     */
    private static final Pattern EITHER = Pattern.compile("([+−-]?[1-9]\\d{0,2})[.,](\\d{3})");
    /** With signs or blanks that divide thousands. */
    private static final Pattern DIVIDED = Pattern.compile("[+−-]?\\d[\\d.,\\s\\h'’_]*");
    /** A whole number of no more digits is written exactly. */
    private static final int MOST_DIGITS = 18;

    private TypedNumber() {}

    /** The number; empty for what is none at all. */
    static Optional<PointValue> of(String text) throws Refused {
        String typed = text.strip();
        Matcher either = EITHER.matcher(typed);
        if (either.matches()) {
            throw new Refused("'" + typed + "' can be read in two ways: write " + either.group(1) + either.group(2)
                    + " or " + either.group(1) + "." + either.group(2) + "0.");
        }
        if (NUMBER.matcher(typed).matches()) {
            return Optional.of(value(typed));
        }
        if (DIVIDED.matcher(typed).matches()) {
            throw new Refused(
                    "'" + typed + "' is not clear: write it without blanks or signs between thousands, and with one"
                            + " decimal sign at most, such as 1250.5.");
        }
        return Optional.empty();
    }

    private static PointValue value(String typed) throws Refused {
        BigDecimal number = new BigDecimal(typed.replace(',', '.').replace('−', '-')).stripTrailingZeros();
        if (number.scale() <= 0 && number.precision() - number.scale() <= MOST_DIGITS) {
            return new PointValue.Integer(number.longValueExact());
        }
        PointValue.Double value = new PointValue.Double(number.doubleValue());
        if (value.isNonFinite()) {
            throw new Refused("'" + typed + "' is too large.");
        }
        return value;
    }
}
