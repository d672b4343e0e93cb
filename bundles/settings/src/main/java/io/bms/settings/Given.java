// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a cfg file sets, stripped of blanks.
 *
 * @param values those that are of their key's type and within its limits
 * @param unusable the texts of the others, by key
 * @param unknown keys that nobody knows
 */
record Given(Map<String, Object> values, Map<String, String> unusable, Set<String> unknown) {
    private static final String BYTE_ORDER_MARK = "\ufeff";

    static Given of(Definition definition, Map<String, ?> properties) {
        Map<String, Object> values = new HashMap<>();
        Map<String, String> unusable = new TreeMap<>();
        Set<String> unknown = new TreeSet<>();
        properties.forEach((name, raw) -> {
            String key = name.startsWith(BYTE_ORDER_MARK) ? name.substring(1) : name;
            Attribute attribute = definition.attributes().get(key);
            if (attribute == null) {
                // a byte order mark makes a key of a comment; keys with a dot are the framework's
                if (!key.startsWith("#") && !key.isBlank() && key.indexOf('.') < 0) {
                    unknown.add(key);
                }
                return;
            }
            String text = stripped(String.valueOf(raw));
            Optional<Object> value = attribute.parse(text);
            value.ifPresentOrElse(it -> values.put(key, it), () -> unusable.put(key, text));
        });
        return new Given(values, unusable, unknown);
    }

    Set<String> keys() {
        Set<String> all = new TreeSet<>(values.keySet());
        all.addAll(unusable.keySet());
        return all;
    }

    /** Without what cannot be seen at its ends; pages and spreadsheets bring blanks that do not break. */
    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff' || c == '\u200b';
    }
}
