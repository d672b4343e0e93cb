// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.enums.DayOfWeek;
import com.serotonin.bacnet4j.enums.Month;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.DateTime;
import com.serotonin.bacnet4j.type.primitive.BitString;
import com.serotonin.bacnet4j.type.primitive.Date;
import com.serotonin.bacnet4j.type.primitive.OctetString;
import com.serotonin.bacnet4j.type.primitive.Time;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Datatypes that JSON does not have, read from the form that {@link PointValues} writes them in. Thread: any. */
enum TextForm {
    DATE(
            Date.class,
            "a date like 2026-01-31, with * for any year, month or day",
            "(\\*|\\d{4})-(\\*|\\d{2})-(\\*|\\d{2})",
            found -> date(found, 1)),
    TIME(
            Time.class,
            "a time like 06:30:00.00, with * for any part of it",
            "(\\*|\\d{2}):(\\*|\\d{2}):(\\*|\\d{2})\\.(\\*|\\d{2})",
            found -> time(found, 1)),
    DATE_TIME(
            DateTime.class,
            "a date and a time like 2026-01-31 06:30:00.00, with * for any part of them",
            DATE.form.pattern() + " " + TIME.form.pattern(),
            found -> new DateTime(date(found, 1), time(found, 4))),
    BITS(BitString.class, "bits like B'0110'", "B'([01]*)'", found -> bits(found.group(1))),
    OCTETS(
            OctetString.class,
            "octets in hex like X'0AFF'",
            "X'((?:[0-9a-fA-F]{2})*)'",
            found -> new OctetString(HexFormat.of().parseHex(found.group(1))));

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = FIRST_YEAR + 254;
    /** Odd and even months, the last day, and odd and even days (ASHRAE 135, 20.2.12). */
    private static final int LAST_MONTH = 14;

    private static final int LAST_DAY = 34;
    private static final int ANY = Time.UNSPECIFIC;

    private final Class<? extends Encodable> datatype;
    private final String words;
    private final Pattern form;
    private final Function<Matcher, Encodable> parser;

    TextForm(Class<? extends Encodable> datatype, String words, String form, Function<Matcher, Encodable> parser) {
        this.datatype = datatype;
        this.words = words;
        this.form = Pattern.compile(form);
        this.parser = parser;
    }

    /** The one of a datatype, if it has one. */
    static Optional<TextForm> of(Class<?> datatype) {
        return Stream.of(values())
                .filter(each -> each.datatype.isAssignableFrom(datatype))
                .findFirst();
    }

    /** The value; empty if the text does not have this form, or says what cannot be. */
    Optional<Encodable> parse(String text) {
        Matcher found = form.matcher(text);
        try {
            return found.matches() ? Optional.of(parser.apply(found)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What to send, with an example. */
    String words() {
        return words;
    }

    private static Date date(Matcher found, int first) {
        int year = part(found.group(first), FIRST_YEAR, LAST_YEAR);
        int month = part(found.group(first + 1), 1, LAST_MONTH);
        int day = part(found.group(first + 2), 1, LAST_DAY);
        boolean whole = year != ANY && month <= 12 && day <= 31;
        DayOfWeek weekday = whole
                ? DayOfWeek.valueOf(
                        LocalDate.of(year, month, day).getDayOfWeek().getValue())
                : DayOfWeek.UNSPECIFIED;
        return new Date(year == ANY ? Date.UNSPECIFIED_YEAR : year - FIRST_YEAR, Month.valueOf(month), day, weekday);
    }

    private static Time time(Matcher found, int first) {
        return new Time(
                part(found.group(first), 0, 23),
                part(found.group(first + 1), 0, 59),
                part(found.group(first + 2), 0, 59),
                part(found.group(first + 3), 0, 99));
    }

    private static int part(String text, int low, int high) {
        if (text.equals("*")) {
            return ANY;
        }
        int number = Integer.parseInt(text);
        if (number < low || number > high) {
            throw new DateTimeException(text + " is not in " + low + ".." + high);
        }
        return number;
    }

    private static BitString bits(String text) {
        boolean[] bits = new boolean[text.length()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = text.charAt(i) == '1';
        }
        return new BitString(bits);
    }
}
