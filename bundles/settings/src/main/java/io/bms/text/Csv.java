// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table for other programs (RFC 4180). The plain one is for programs; the others open in Excel with a double click,
 * with its numbers and times understood. What somebody named in a device never becomes a formula in a spreadsheet.
 */
public enum Csv {
    PLAIN("", ',', '.'),
    ENGLISH_EXCEL("\ufeff", ',', '.'),
    GERMAN_EXCEL("\ufeff", ';', ',');

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    /** What Excel, LibreOffice and others take for the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private final String mark;
    private final char separator;
    private final char decimal;
    private final DateTimeFormatter excelTime;

    Csv(String mark, char separator, char decimal) {
        this.mark = mark;
        this.separator = separator;
        this.decimal = decimal;
        excelTime = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'" + decimal + "'SSS")
                .withZone(ZoneOffset.UTC);
    }

    /** The format of this name: {@code en} or {@code de}; without a name the plain one, empty for any other. */
    public static Optional<Csv> of(String excel) {
        return switch (excel) {
            case "" -> Optional.of(PLAIN);
            case "en" -> Optional.of(ENGLISH_EXCEL);
            case "de" -> Optional.of(GERMAN_EXCEL);
            default -> Optional.empty();
        };
    }

    /** What the file begins with, and its line of names. */
    public String head(List<String> names) {
        return mark + row(names);
    }

    /** A line of cells made by the methods below. */
    public String row(List<String> cells) {
        return String.join("" + separator, cells) + "\r\n";
    }

    /** Whether a spreadsheet would take a text for a formula. */
    public static boolean isFormula(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    }

    public String text(String text) {
        return quoted(isFormula(text) ? "'" + text : text);
    }

    /** A number as Java writes it, or a word for what is none. */
    public String number(String number) {
        return NUMBER.matcher(number).matches() ? quoted(number.replace('.', decimal)) : text(number);
    }

    /** In UTC. */
    public String time(Instant time) {
        return this == PLAIN ? time.toString() : quoted(excelTime.format(time));
    }

    private String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == separator || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
