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

/**
 * The second file of an EDE set: rows of texts, of which the first file names one for each binary and multi-state
 * object by its number. A binary object's first text is its inactive one. Thread: any, one at a time.
 */
final class StateTexts {
    private static final String COMMENT = "#";

    private final Map<Integer, List<String>> byNumber = new LinkedHashMap<>();
    private final Map<List<String>, Integer> numbers = new LinkedHashMap<>();

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

    /** @throws IllegalArgumentException saying which line is wrong, and why */
    static StateTexts read(List<String> lines) {
        StateTexts all = new StateTexts();
        for (Delimited.Row row : Delimited.rows(lines, separatorOf(lines), 1)) {
            if (!row.isBlank() && !first(row).startsWith(COMMENT)) {
                all.row(row);
            }
        }
        if (all.byNumber.isEmpty()) {
            throw new IllegalArgumentException(
                    "state texts: the file has no line of a number and its texts, as in 1;off;on");
        }
        return all;
    }

    /** The separator of the first line that has one. */
    private static char separatorOf(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith(COMMENT))
                .filter(line -> line.matches(".*[;,\t].*"))
                .findFirst()
                .map(Delimited::separatorOf)
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
        if (byNumber.put(number, List.copyOf(texts)) != null) {
            throw new IllegalArgumentException(
                    "state texts: line " + row.line() + " has number " + number + " again; use each once");
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

    /** The texts of that number. */
    List<String> texts(int number, int line) {
        return Optional.ofNullable(byNumber.get(number))
                .orElseThrow(() -> new IllegalArgumentException("line " + line + " refers to state texts " + number
                        + ", which the file of state texts has not"));
    }
}
