// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import io.bms.text.Csv;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows of fields, separated by a character, as RFC 4180 describes them: a field in quotation marks may hold the
 * separator, line breaks, and quotation marks written twice. Those that are never closed stand for themselves.
 *
 * <p>What a spreadsheet would take for a formula is written with an apostrophe before it ({@link Csv#marked}), and read
 * without it: names come from devices. Thread: any, one at a time.
 */
final class Delimited {
    /** What is looked for between fields; among equals the first counts. */
    static final List<Character> SEPARATORS = List.of(';', ',', '\t');

    private static final char QUOTE = '"';

    private final String text;
    private final char separator;
    private final List<Row> rows = new ArrayList<>();
    private final StringBuilder field = new StringBuilder();
    private List<String> fields = new ArrayList<>();
    private int at;
    private int line;
    /** From the current field to the end of the line, quotation marks stand for themselves. */
    private boolean literal;
    /** The row has a text in quotation marks that needs none. */
    private boolean needless;
    /** The field that was read last is empty, and in quotation marks. */
    private boolean emptyText;

    /**
     * One row.
     *
     * @param line on which it begins, from 1
     * @param closed whether quotation marks say that its last field, which is empty, is meant: programs that pad a row
     *     with empty fields write none, or write them around every text
     */
    record Row(int line, List<String> fields, boolean closed) {
        boolean isBlank() {
            return fields.stream().allMatch(String::isBlank);
        }
    }

    private Delimited(String text, char separator, int firstLine) {
        this.text = text;
        this.separator = separator;
        this.line = firstLine;
    }

    /** @param firstLine the number of the first of these lines */
    static List<Row> rows(List<String> lines, char separator, int firstLine) {
        Delimited reader = new Delimited(String.join("\n", lines), separator, firstLine);
        while (reader.at < reader.text.length()) {
            reader.row();
        }
        return reader.rows;
    }

    /** The separator of a line: that of semicolon, comma and tab which it has most often. */
    static char separatorOf(String line) {
        char best = SEPARATORS.get(0);
        for (char candidate : SEPARATORS) {
            if (count(line, candidate) > count(line, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String line, char wanted) {
        boolean quoted = false;
        long count = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == QUOTE;
            count += !quoted && c == wanted ? 1 : 0;
        }
        return count;
    }

    /** One line of such a file, or several where a field has line breaks. */
    static String line(List<String> fields, char separator) {
        return fields.stream().map(text -> quoted(text, separator)).collect(Collectors.joining("" + separator));
    }

    private static String quoted(String text, char separator) {
        String safe = Csv.marked(text);
        return isPlain(safe, separator) ? safe : QUOTE + safe.replace("\"", "\"\"") + QUOTE;
    }

    private static boolean isPlain(String text, char separator) {
        return text.equals(text.strip())
                && text.chars().noneMatch(c -> c == separator || c == QUOTE || c == '\n' || c == '\r');
    }

    private void row() {
        int start = at;
        int firstLine = line;
        if (!fields(start)) {
            at = start;
            line = firstLine;
            literal = true;
            fields(start);
            literal = false;
        }
        rows.add(new Row(firstLine, List.copyOf(fields), emptyText && !needless));
    }

    /** Reads to the end of the row; false where a quotation mark is never closed. */
    private boolean fields(int start) {
        fields = new ArrayList<>();
        needless = false;
        at = start;
        boolean more = true;
        while (more) {
            field.setLength(0);
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            boolean quoted = !literal && at < text.length() && text.charAt(at) == QUOTE;
            if (quoted && !quotedField()) {
                return false;
            }
            int from = field.length();
            while (at < text.length() && text.charAt(at) != separator && text.charAt(at) != '\n') {
                field.append(text.charAt(at++));
            }
            String value = quoted
                    ? field.substring(0, from) + field.substring(from).strip()
                    : field.toString().strip();
            emptyText = quoted && value.isEmpty();
            needless |= quoted && !value.isEmpty() && isPlain(value, separator);
            fields.add(Csv.unmarked(value));
            more = at < text.length() && text.charAt(at) == separator;
            at++;
        }
        line++;
        return true;
    }

    private boolean quotedField() {
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != QUOTE) {
                line += c == '\n' ? 1 : 0;
                field.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == QUOTE) {
                field.append(QUOTE);
                at++;
            } else {
                at++;
                return true;
            }
        }
        return false;
    }
}
