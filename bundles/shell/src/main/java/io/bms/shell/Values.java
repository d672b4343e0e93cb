// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values as a building engineer reads and types them, with unit and state text. */
final class Values {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
    private static final List<String> ACTIVE = List.of("true", "active", "on", "1");
    private static final List<String> INACTIVE = List.of("false", "inactive", "off", "0");

    private Values() {}

    /** {@code 21.5 degreesCelsius}, {@code active (Running)}, {@code 2 (Occupied)}. */
    static String show(PointValue value, DiscoveredObject object) {
        return bare(value)
                + stateText(value, object.stateText())
                        .map(text -> " (" + text + ")")
                        .orElse("")
                + (value instanceof PointValue.Null
                        ? ""
                        : object.units().map(unit -> " " + unit).orElse(""));
    }

    static String bare(PointValue value) {
        if (value instanceof PointValue.Real real) {
            return trimmed(Float.toString(real.value()));
        } else if (value instanceof PointValue.Double number) {
            return trimmed(Double.toString(number.value()));
        } else if (value instanceof PointValue.Integer integer) {
            return Long.toString(integer.value());
        } else if (value instanceof PointValue.Bool bool) {
            return bool.value() ? "active" : "inactive";
        } else if (value instanceof PointValue.Text text) {
            return text.value();
        }
        return "-";
    }

    /**
     * What was typed, as a value for {@code object}: a state text or its number where the object has states, a
     * number where it has none.
     */
    static PointValue parse(String typed, DiscoveredObject object) throws Refused {
        String type = object.pointId().objectType();
        if (type.startsWith("binary")) {
            return bool(typed, object.stateText());
        }
        if (type.startsWith("characterString")) {
            return new PointValue.Text(typed);
        }
        Optional<Integer> state = indexOf(typed, object.stateText());
        if (state.isPresent()) {
            return new PointValue.Integer(state.get() + 1L);
        }
        if (WHOLE.matcher(typed).matches()) {
            return new PointValue.Integer(Long.parseLong(typed));
        }
        try {
            return new PointValue.Double(Double.parseDouble(typed));
        } catch (NumberFormatException e) {
            throw new Refused("'" + typed + "' is not a value for " + object.pointId() + "; write a number"
                    + (object.stateText().isEmpty()
                            ? "."
                            : " or one of " + String.join(", ", object.stateText()) + "."));
        }
    }

    private static PointValue bool(String typed, List<String> texts) throws Refused {
        Optional<Integer> state = indexOf(typed, texts);
        String word = typed.toLowerCase(Locale.ROOT);
        if (state.isPresent()) {
            return new PointValue.Bool(state.get() == 1);
        } else if (ACTIVE.contains(word)) {
            return new PointValue.Bool(true);
        } else if (INACTIVE.contains(word)) {
            return new PointValue.Bool(false);
        }
        throw new Refused("'" + typed + "' is not a state; write active or inactive"
                + (texts.isEmpty() ? "." : ", or " + String.join(" or ", texts) + "."));
    }

    private static Optional<String> stateText(PointValue value, List<String> texts) {
        int index = -1;
        if (value instanceof PointValue.Bool bool) {
            index = bool.value() ? 1 : 0;
        } else if (value instanceof PointValue.Integer integer) {
            index = (int) Math.min(integer.value() - 1, Integer.MAX_VALUE);
        }
        return index >= 0 && index < texts.size() ? Optional.of(texts.get(index)) : Optional.empty();
    }

    private static Optional<Integer> indexOf(String typed, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).equalsIgnoreCase(typed)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** 20, not 20.0. */
    private static String trimmed(String number) {
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    }
}
