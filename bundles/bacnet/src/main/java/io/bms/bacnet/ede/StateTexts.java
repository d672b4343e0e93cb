// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The second file of an EDE set: rows of texts, of which the first file names one for each binary and multi-state
 * object by its number. A binary object's first text is its inactive one. Thread: any, one at a time.
 */
final class StateTexts {
    private static final String COMMENT = "#";
    /** A row begins with its number, so that the separator of the rows is what follows it. */
    private static final Pattern NUMBERED = Pattern.compile("\uFEFF?\\s*\"?\\d+\"?\\s*([;,\t]).*");

    private final Map<Integer, List<String>> byNumber = new LinkedHashMap<>();
    private final Map<List<String>, Integer> numbers = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();

    /** The state texts of these devices, numbered from 1; points with the same texts share a row. */
    static StateTexts of(Collection<Device> devices) {
        StateTexts all = new StateTexts();
        devices.stream()
                .flatMap(device -> device.points().stream())
                .map(Point::object)
                .filter(object -> !object.stateText().isEmpty())
                .forEach(object -> all.numbers.computeIfAbsent(object.stateText(), unseen -> all.numbers.size() + 1));
        all.numbers.forEach((texts, number) -> all.byNumber.put(number, texts));
        return all;
    }

    /** @throws IllegalArgumentException saying why, where no row of it can be understood */
    static StateTexts read(List<String> lines) {
        StateTexts all = new StateTexts();
        for (Delimited.Row row : Delimited.rows(lines, separatorOf(lines), 1)) {
            if (!row.isBlank() && !first(row).startsWith(COMMENT)) {
                try {
                    all.row(row);
                } catch (IllegalArgumentException e) {
                    all.leftOut.add("state texts: " + e.getMessage());
                }
            }
        }
        if (all.byNumber.isEmpty()) {
            throw new IllegalArgumentException(
                    "state texts: the file has no line of a number and its texts, as in 1;off;on");
        }
        return all;
    }

    private static char separatorOf(List<String> lines) {
        return lines.stream()
                .map(NUMBERED::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(numbered -> numbered.group(1).charAt(0))
                .orElse(';');
    }

    private static String first(Delimited.Row row) {
        return row.fields().get(0).replace("\uFEFF", "");
    }

    private void row(Delimited.Row row) {
        String reference = first(row);
        if (byNumber.isEmpty() && !reference.isEmpty() && !Character.isDigit(reference.charAt(0))) {
            // Column names that are not marked as a comment.
            return;
        }
        List<String> texts =
                new ArrayList<>(row.fields().subList(1, row.fields().size()));
        while (!row.closed() && !texts.isEmpty() && texts.get(texts.size() - 1).isEmpty()) {
            texts.remove(texts.size() - 1);
        }
        int number = EdeReader.number(reference, row.line(), "reference number of state texts");
        if (byNumber.putIfAbsent(number, List.copyOf(texts)) != null) {
            throw new IllegalArgumentException(
                    "line " + row.line() + " has number " + number + " again; the first row counts");
        }
    }

    /** The lines of the file; none where there are no texts. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        byNumber.forEach((number, texts) -> {
            List<String> fields = new ArrayList<>(List.of("" + number));
            fields.addAll(texts);
            // Without quotation marks a last text that is empty would be taken for padding.
            lines.add(Delimited.line(fields, ';') + (texts.get(texts.size() - 1).isEmpty() ? "\"\"" : ""));
        });
        if (!lines.isEmpty()) {
            lines.add(0, "#Reference Number;Text 1 or Inactive-Text;Text 2 or Active-Text;Text 3;Text 4");
        }
        return lines;
    }

    /** What the first file has for these texts: their number, or nothing. */
    String reference(List<String> texts) {
        return Optional.ofNullable(numbers.get(texts)).map(String::valueOf).orElse("");
    }

    /** The texts of that number; empty where there are none, or where it is no number. */
    Optional<List<String>> find(String reference) {
        return Optional.of(reference)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .map(byNumber::get);
    }

    /** A sentence for each row that was not understood. */
    List<String> leftOut() {
        return leftOut;
    }
}
