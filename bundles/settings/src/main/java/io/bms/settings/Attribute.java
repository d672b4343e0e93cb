// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One key of a cfg file.
 *
 * @param key its name, which is that of a method
 * @param type of the value: int, long, boolean or String
 * @param byDefault where the file does not set it
 * @param options the words that are allowed; empty: any
 * @param secret its value is shown to nobody
 * @param description what it is, in words; empty where nobody described it
 */
record Attribute(
        String key,
        Class<?> type,
        Object byDefault,
        OptionalLong min,
        OptionalLong max,
        List<String> options,
        boolean secret,
        String description) {
    /** @param described what the metatype resource says of it */
    static Attribute of(Method method, Map<String, String> described, List<String> options) {
        return new Attribute(
                method.getName(),
                method.getReturnType(),
                method.getDefaultValue(),
                limit(described.get("min")),
                limit(described.get("max")),
                List.copyOf(options),
                "Password".equals(described.get("type")),
                described.getOrDefault("description", ""));
    }

    /** The value, or empty where the text is none that is allowed. */
    Optional<Object> parse(String text) {
        if (type == String.class) {
            return options.isEmpty() ? Optional.of(text) : option(text);
        }
        return type == boolean.class ? flag(text) : number(text);
    }

    /** In the spelling of the metatype; in the file it may be in capitals. */
    private Optional<Object> option(String text) {
        return options.stream()
                .filter(text::equalsIgnoreCase)
                .<Object>map(word -> word)
                .findFirst();
    }

    private static Optional<Object> flag(String text) {
        return switch (text) {
            case "true", "TRUE", "True" -> Optional.of(true);
            case "false", "FALSE", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private Optional<Object> number(String text) {
        try {
            long value = type == int.class ? Integer.parseInt(text) : Long.parseLong(text);
            boolean within = value >= min.orElse(value) && value <= max.orElse(value);
            return within ? Optional.of(type == int.class ? (Object) (int) value : value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** As in {@code a whole number from 1 to 65535}. */
    String allowed() {
        if (type == boolean.class) {
            return "true or false";
        }
        if (!options.isEmpty()) {
            return "one of " + String.join(", ", options);
        }
        if (type != String.class) {
            return "a whole number" + (min.isPresent() ? " from " + min.getAsLong() : "")
                    + (max.isPresent() ? " to " + max.getAsLong() : "");
        }
        return description;
    }

    private static OptionalLong limit(String text) {
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
