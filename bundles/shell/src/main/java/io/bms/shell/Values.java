// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointValue;
import io.bms.wire.JsonValues;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Values as a building engineer reads and types them, with unit and state text. */
final class Values {
    private static final List<String> ACTIVE = List.of("true", "active", "on", "1");
    private static final List<String> INACTIVE = List.of("false", "inactive", "off", "0");
    private static final Set<String> BINARY = Set.of("binaryInput", "binaryOutput", "binaryValue");
    /** Object types whose values are texts; of what is not a character string the driver says how it is written. */
    private static final Set<String> TEXTS = Set.of(
            "characterstringValue",
            "bitstringValue",
            "octetstringValue",
            "dateValue",
            "timeValue",
            "datetimeValue",
            "datePatternValue",
            "timePatternValue",
            "datetimePatternValue");

    private static final PointValue.Cases<String> BARE = new Words("active", "inactive");
    private static final PointValue.Cases<String> TRUTH = new Words("true", "false");

    /** @param yes the word for a boolean that is true */
    private record Words(String yes, String no) implements PointValue.Cases<String> {
        @Override
        public String none() {
            return "-";
        }

        @Override
        public String real(float value) {
            return JsonValues.digits(value);
        }

        @Override
        public String doublePrecision(double value) {
            return JsonValues.digits(value);
        }

        @Override
        public String integer(long value) {
            return Long.toString(value);
        }

        @Override
        public String bool(boolean value) {
            return value ? yes : no;
        }

        @Override
        public String text(String value) {
            return value;
        }
    }

    private Values() {}

    /** {@code 21.5 degreesCelsius}, {@code active (Running)}, {@code 2 (Occupied)}. */
    static String show(PointValue value, DiscoveredObject object) {
        return withState(value, object)
                + (value.equals(PointValue.NULL)
                        ? ""
                        : object.units().map(unit -> " " + unit).orElse(""));
    }

    /** The same of a value that is to be written: a text stands between quotation marks, since its blanks count. */
    static String toWrite(PointValue value, DiscoveredObject object) {
        return TEXTS.contains(object.pointId().objectType()) ? '"' + bare(value) + '"' : show(value, object);
    }

    /** The same without its unit. */
    static String withState(PointValue value, DiscoveredObject object) {
        return bare(value)
                + object.stateText(value).map(text -> " (" + text + ")").orElse("");
    }

    static String bare(PointValue value) {
        return value.decide(BARE);
    }

    /** The same of what is no value of a point: a boolean is true or false. */
    static String truth(PointValue value) {
        return value.decide(TRUTH);
    }

    /**
     * What was typed, as a value for {@code object}: a text where it has texts, a state's text or number where it has
     * states, else a number.
     */
    static PointValue parse(String typed, DiscoveredObject object) throws Refused {
        String type = object.pointId().objectType();
        if (TEXTS.contains(type)) {
            return new PointValue.Text(typed);
        }
        OptionalInt state = state(typed, object);
        if (BINARY.contains(type)) {
            return bool(typed, state, object.stateText());
        }
        if (state.isPresent()) {
            return new PointValue.Integer(state.getAsInt() + 1L);
        }
        return TypedNumber.of(typed)
                .orElseThrow(() -> new Refused("'" + typed + "' is not a value for " + object.pointId()
                        + "; write a number"
                        + (object.stateText().isEmpty()
                                ? "."
                                : " or one of " + String.join(", ", object.stateText()) + ".")));
    }

    private static PointValue bool(String typed, OptionalInt state, List<String> texts) throws Refused {
        String word = typed.toLowerCase(Locale.ROOT);
        if (state.isPresent()) {
            return new PointValue.Bool(state.getAsInt() == 1);
        } else if (ACTIVE.contains(word)) {
            return new PointValue.Bool(true);
        } else if (INACTIVE.contains(word)) {
            return new PointValue.Bool(false);
        }
        throw new Refused("'" + typed + "' is not a state; write active or inactive"
                + (texts.isEmpty() ? "." : ", or " + String.join(" or ", texts) + "."));
    }

    /** The index of the text that was typed; its case counts only where several texts differ in nothing else. */
    private static OptionalInt state(String typed, DiscoveredObject object) throws Refused {
        int[] same = indexes(object.stateText(), typed::equals);
        int[] alike = same.length > 0 ? same : indexes(object.stateText(), typed::equalsIgnoreCase);
        if (alike.length > 1) {
            throw new Refused("'" + typed + "' is the text of more than one state of " + object.pointId()
                    + "; write the number of the one that is meant.");
        }
        return IntStream.of(alike).findFirst();
    }

    private static int[] indexes(List<String> texts, Predicate<String> wanted) {
        return IntStream.range(0, texts.size())
                .filter(i -> wanted.test(texts.get(i)))
                .toArray();
    }
}
