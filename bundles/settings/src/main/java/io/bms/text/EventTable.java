// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of what happened, a row each: numbers, then the time, then texts. Thread: any.
 *
 * @param zone by whose clock people read the time
 * @param numbers the names of the columns of numbers
 * @param texts those of the columns of texts
 */
public record EventTable(Csv csv, ZoneId zone, List<String> numbers, List<String> texts) {
    private static final String TIME = "timestamp";

    /** What the file begins with, and its line of names. */
    public String head() {
        List<String> names = new ArrayList<>(numbers);
        names.addAll(csv.timeNames(TIME, zone));
        names.addAll(texts);
        return csv.head(names);
    }

    /** A line: one number and one text for each of their columns. */
    public String row(List<String> ofNumbers, Instant at, List<String> ofTexts) {
        List<String> cells = new ArrayList<>();
        ofNumbers.forEach(number -> cells.add(csv.number(number)));
        cells.addAll(csv.time(at, zone));
        ofTexts.forEach(text -> cells.add(csv.text(text)));
        return csv.row(cells);
    }
}
