// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table for other programs (RFC 4180). The plain one is for programs; the others open in Excel with a double click,
 * with its numbers and times understood. What somebody named in a device never becomes a formula in a spreadsheet,
 * whatever the spreadsheet takes for the separator. Thread: any.
 */
public enum Csv {
    PLAIN("", ',', '.'),
    ENGLISH_EXCEL("\ufeff", ',', '.'),
    GERMAN_EXCEL("\ufeff", ';', ',');

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final DateTimeFormatter RFC_3339 =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /**
     * Here a cell begins for some spreadsheet: each country has its separator, and quotation marks count for one only.
     */
    private static final String CELL = "(?<![^;,\\t\\r\\n])";
    /** What Excel, LibreOffice and others take for the beginning of a formula; the page's CSV has the same signs. */
    private static final String FORMULA = "(?=[ \\u00a0\"']*[=+\\-@\uff1d\uff0b\uff0d\uff20|%\\t\\r])";

    private static final Pattern UNMARKED = Pattern.compile(CELL + FORMULA);
    private static final Pattern MARKED = Pattern.compile(CELL + "'" + FORMULA);

    private final String mark;
    private final char separator;
    private final char decimal;
    private final DateTimeFormatter excelTime;

    Csv(String mark, char separator, char decimal) {
        this.mark = mark;
        this.separator = separator;
        this.decimal = decimal;
        excelTime = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'" + decimal + "'SSS");
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

    /**
     * A text with an apostrophe, which is how a spreadsheet marks a text, before all that some spreadsheet would take
     * for a formula.
     */
    public static String marked(String text) {
        return UNMARKED.matcher(text).replaceAll("'");
    }

    /** The text of which {@link #marked} made this one. */
    public static String unmarked(String text) {
        return MARKED.matcher(text).replaceAll("");
    }

    public String text(String text) {
        return quoted(marked(text));
    }

    /** A number as Java writes it, or a word for what is none. */
    public String number(String number) {
        return NUMBER.matcher(number).matches() ? quoted(number.replace('.', decimal)) : text(number);
    }

    /** The names of the columns that {@link #time} fills: for people each says in which zone it is. */
    public List<String> timeNames(String name, ZoneId zone) {
        return this == PLAIN
                ? List.of(text(name))
                : clocks(zone)
                        .map(clock -> text(name + " (" + clock.getId() + ")"))
                        .toList();
    }

    /**
     * The cells of a time. For programs one: RFC 3339 in UTC, with exactly three fractional digits. For people by the
     * clock of {@code zone} and, where that is ever set back, in UTC: of an hour that comes twice, only UTC says which
     * is meant, and goes on in order.
     */
    public List<String> time(Instant time, ZoneId zone) {
        return this == PLAIN
                ? List.of(RFC_3339.format(time))
                : clocks(zone)
                        .map(clock -> quoted(excelTime.withZone(clock).format(time)))
                        .toList();
    }

    private static Stream<ZoneId> clocks(ZoneId zone) {
        return zone.getRules().isFixedOffset() ? Stream.of(zone) : Stream.of(zone, UTC);
    }

    private String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == separator || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
