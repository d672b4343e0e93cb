// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.log;

/**
 * A text that somebody outside chose, fit for a log or a terminal: of a bounded length, and none of its characters
 * begins a line, moves a cursor or turns the direction of writing.
 */
public final class OutsideText {
    /** Characters that are shown unless another number is given; what is longer ends with an ellipsis. */
    public static final int LONGEST = 64;

    private OutsideText() {}

    /**
     * The text, with a question mark for each character that does more than stand there; at most {@value #LONGEST} of
     * them.
     */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /** The same, of at most so many characters. */
    public static String of(String text, int longest) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(longest).forEach(c -> shown.appendCodePoint(isHarmless(c) ? c : '?'));
        return text.codePointCount(0, text.length()) > longest
                ? shown.append('…').toString()
                : shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
