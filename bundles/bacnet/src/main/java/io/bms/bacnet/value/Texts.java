// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes names and texts of devices readable for people: nothing in them is blank, padded or invisible. Thread: any.
 */
public final class Texts {
    private static final List<String> BINARY = List.of("Off", "On");

    private Texts() {}

    /**
     * The text without its padding, and without what a buffer of fixed length has behind its NUL; empty if nothing is
     * left.
     */
    public static Optional<String> readable(String sent) {
        int from = 0;
        while (from < sent.length() && isFiller(sent.charAt(from))) {
            from++;
        }
        int nul = sent.indexOf('\0', from);
        int to = nul < 0 ? sent.length() : nul;
        while (to > from && isFiller(sent.charAt(to - 1))) {
            to--;
        }
        return Optional.of(sent.substring(from, to).replaceAll("\\p{Cntrl}+", " "))
                .filter(text -> !text.isEmpty());
    }

    private static boolean isFiller(char c) {
        return Character.isISOControl(c)
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }

    /** The texts of a binary object; none at all where the device has none. */
    public static List<String> ofBinary(String inactive, String active) {
        return named(List.of(inactive, active), BINARY);
    }

    /** The texts of a multi-state object, state 1 first; a state without a text is called by its number. */
    public static List<String> ofStates(List<String> sent) {
        List<String> numbers = new ArrayList<>();
        for (int state = 1; state <= sent.size(); state++) {
            numbers.add("State " + state);
        }
        return named(sent, numbers);
    }

    private static List<String> named(List<String> sent, List<String> otherwise) {
        List<Optional<String>> texts = sent.stream().map(Texts::readable).toList();
        if (texts.stream().allMatch(Optional::isEmpty)) {
            return List.of();
        }
        List<String> named = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            named.add(texts.get(i).orElse(otherwise.get(i)));
        }
        return named;
    }
}
