// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.log;

/**
 * A text that somebody outside chose, fit for a log or a terminal: at most 64 characters, and none of them begins a
 * line, moves a cursor or turns the direction of writing.
 */
public final class OutsideText {
    /** Characters that are shown; what is longer ends with an ellipsis. */
    public static final int LONGEST = 64;

    private OutsideText() {}

    /** The text, with a question mark for each character that does more than stand there. */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> shown.appendCodePoint(isHarmless(c) ? c : '?'));
        return text.codePointCount(0, text.length()) > LONGEST
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
