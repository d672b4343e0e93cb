// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

/**
 * Turns the hyphenated names of ASHRAE 135 into camelCase: {@code degrees-celsius} to {@code degreesCelsius}. Thread:
 * any.
 */
public final class Names {
    private Names() {}

    static String camelCase(String hyphenated) {
        StringBuilder name = new StringBuilder(hyphenated.length());
        boolean upper = false;
        for (char c : hyphenated.toCharArray()) {
            if (c == '-') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return name.toString();
    }

    /** The words of a hyphenated name: {@code write-access-denied} to {@code write access denied}. */
    public static String words(String hyphenated) {
        return hyphenated.replace('-', ' ');
    }
}
