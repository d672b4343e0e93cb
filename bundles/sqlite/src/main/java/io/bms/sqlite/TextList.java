// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of texts in one column, whatever characters they hold: each is preceded by its length, as
 * in {@code 3:off2:on}.
 */
public final class TextList {
    private TextList() {}

    public static String encode(List<String> texts) {
        StringBuilder column = new StringBuilder();
        texts.forEach(text -> column.append(text.length()).append(':').append(text));
        return column.toString();
    }

    /** @throws IllegalArgumentException the column was not written by {@link #encode} */
    public static List<String> decode(String column) {
        List<String> texts = new ArrayList<>();
        int at = 0;
        while (at < column.length()) {
            int start = column.indexOf(':', at) + 1;
            int end = start == 0 ? -1 : start + Integer.parseInt(column, at, start - 1, 10);
            if (end < start || end > column.length()) {
                throw new IllegalArgumentException("not a list of texts: broken at character " + at);
            }
            texts.add(column.substring(start, end));
            at = end;
        }
        return List.copyOf(texts);
    }
}
