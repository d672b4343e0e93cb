// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

/** Text that others gave, a device's name for instance, made fit for a terminal: nothing in it acts, nothing hides. */
public final class Shown {
    private static final String ELLIPSIS = "…";
    private static final char REPLACEMENT = '\ufffd';

    private Shown() {}

    /** Text of several lines; controls, escapes, marks of direction and what is no character at all are replaced. */
    public static String text(String text) {
        return replaced(text, true);
    }

    /** On one line. */
    static String line(String text) {
        return replaced(text, false);
    }

    /** On one line, and not longer than {@code most} characters. */
    static String line(String text, int most) {
        String line = line(text);
        return line.length() <= most ? line : line.substring(0, Math.max(0, most - 1)) + ELLIPSIS;
    }

    private static String replaced(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> clean.appendCodePoint(isHarmless(point, lines) ? point : REPLACEMENT));
        return clean.toString();
    }

    private static boolean isHarmless(int point, boolean lines) {
        if (point == '\n' || point == '\r' || point == '\t') {
            return lines;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
