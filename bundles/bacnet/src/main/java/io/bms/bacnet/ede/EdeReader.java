// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointList;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.bacnet.ede.EdeColumns.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One reading of an EDE file, whichever program wrote it. A row that is not understood costs only itself. Thread: any,
 * one at a time.
 */
final class EdeReader {
    private static final int DEVICE_TYPE = 8;
    private static final Set<String> YES = Set.of("y", "yes", "j", "ja", "true", "1", "x");
    private static final Pattern COMMENT = Pattern.compile(" *#.*");

    private final Optional<StateTexts> texts;
    private final Map<Integer, String> names = new LinkedHashMap<>();
    private final Map<Integer, List<DiscoveredObject>> objects = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private int rows;

    EdeReader(Optional<StateTexts> texts) {
        this.texts = texts;
    }

    PointList read(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            Optional<EdeColumns> columns = EdeColumns.of(lines.get(i).replace("\uFEFF", ""));
            if (columns.isPresent()) {
                table(lines.subList(i + 1, lines.size()), i + 2, columns.get());
                return list();
            }
        }
        throw new IllegalArgumentException("the file has no line of column names that begins with #keyname or names the"
                + " columns device obj.-instance, object-type and object-instance; is it an EDE file?");
    }

    private void table(List<String> lines, int firstLine, EdeColumns columns) {
        for (Delimited.Row row : Delimited.rows(lines, separator(lines, columns), firstLine)) {
            if (isComment(lines.get(row.line() - firstLine))) {
                comment(row, columns);
            } else if (!row.isBlank()) {
                take(row, columns);
            }
        }
    }

    /** That of the head. Where the head has none, or no row has it, that of the first row. */
    private static char separator(List<String> lines, EdeColumns columns) {
        return columns.separator()
                .filter(known -> lines.stream().anyMatch(line -> line.indexOf(known) >= 0))
                .orElseGet(() -> lines.stream()
                        .filter(line -> !isComment(line))
                        .filter(line -> line.matches(".*[;,\t].*"))
                        .findFirst()
                        .map(Delimited::separatorOf)
                        .orElse(';'));
    }

    /** A text in quotation marks may begin with the sign of a comment. */
    private static boolean isComment(String line) {
        return COMMENT.matcher(line).matches();
    }

    /** One that could be a point is not passed over in silence: it may be called so. */
    private void comment(Delimited.Row row, EdeColumns columns) {
        if (columns.get(row.fields(), Column.DEVICE)
                .filter(text -> Character.isDigit(text.charAt(0)))
                .isPresent()) {
            leftOut.add("line " + row.line() + " begins with #, so it is a comment; if it is a point, put its first"
                    + " field in quotation marks");
        }
    }

    private void take(Delimited.Row row, EdeColumns columns) {
        try {
            row(row.fields(), row.line(), columns);
            rows++;
        } catch (IllegalArgumentException e) {
            leftOut.add(e.getMessage());
        }
    }

    private PointList list() {
        if (rows == 0 && !leftOut.isEmpty()) {
            throw new IllegalArgumentException(
                    leftOut.get(0) + (leftOut.size() == 1 ? "" : "; and " + (leftOut.size() - 1) + " lines more"));
        }
        texts.map(StateTexts::leftOut).ifPresent(leftOut::addAll);
        return new PointList(
                objects.entrySet().stream()
                        .map(entry -> new DiscoveredDevice(
                                entry.getKey(),
                                DeviceAddress.direct("0.0.0.0", 47808),
                                names.getOrDefault(entry.getKey(), ""),
                                "",
                                "",
                                entry.getValue(),
                                false))
                        .toList(),
                rows,
                leftOut,
                remarks);
    }

    private void row(List<String> fields, int line, EdeColumns columns) {
        if (fields.size() < columns.least()) {
            throw new IllegalArgumentException("line " + line + " has " + fields.size() + " fields; an EDE line has "
                    + columns.least() + " at least");
        }
        int device = instance(columns.get(fields, Column.DEVICE), line, "device instance");
        int instance = instance(columns.get(fields, Column.INSTANCE), line, "object instance");
        String type = columns.get(fields, Column.TYPE).orElse("");
        String name = columns.get(fields, Column.NAME).orElse("");
        if (type.equals("" + DEVICE_TYPE) || type.equalsIgnoreCase("device")) {
            names.put(device, name);
            objects.computeIfAbsent(device, unseen -> new ArrayList<>());
            return;
        }
        PointId id = new PointId(device, EdeObjectTypes.parse(type, line), instance);
        if (objects.getOrDefault(device, List.of()).stream()
                .anyMatch(known -> known.pointId().equals(id))) {
            throw new IllegalArgumentException("line " + line + " names " + id + " again; the first row counts");
        }
        DiscoveredObject object = new DiscoveredObject(
                id,
                name,
                columns.get(fields, Column.UNIT).flatMap(unit -> unit(unit, line)),
                columns.get(fields, Column.DESCRIPTION),
                columns.get(fields, Column.SETTABLE)
                        .filter(text -> YES.contains(text.toLowerCase(Locale.ROOT)))
                        .isPresent(),
                columns.get(fields, Column.STATE_TEXTS)
                        .map(reference -> stateTexts(reference, line))
                        .orElse(List.of()),
                OptionalDouble.empty(),
                PointValue.NULL);
        objects.computeIfAbsent(device, unseen -> new ArrayList<>()).add(object);
    }

    private static int instance(Optional<String> text, int line, String what) {
        int number = number(text.orElse(""), line, what);
        if (number < 0 || number > PointId.MAX_INSTANCE) {
            throw new IllegalArgumentException("line " + line + ": " + Integer.toUnsignedString(number) + " is no "
                    + what + "; the largest is " + PointId.MAX_INSTANCE);
        }
        return number;
    }

    private Optional<String> unit(String text, int line) {
        EdeUnits.Unit unit = EdeUnits.parse(text);
        if (!unit.known()) {
            remarks.add("line " + line + ": the unit '" + text + "' is unknown, so the point keeps the one that it has;"
                    + " write its number in BACnet");
        }
        return unit.name();
    }

    /** The state texts: by their number in the second file, or as they stand here, as in {@code [Off|On]}. */
    private List<String> stateTexts(String reference, int line) {
        if (reference.indexOf('|') >= 0) {
            return List.of(reference.replaceAll("^\\s*\\[|]\\s*$", "").split("\\|", -1)).stream()
                    .map(String::strip)
                    .toList();
        }
        return texts.flatMap(known -> known.find(reference)).orElseGet(() -> {
            if (texts.isPresent()) {
                remarks.add("line " + line + " refers to state texts " + reference
                        + ", which the file of state texts has" + " not, so the point keeps those that it has");
            }
            return List.of();
        });
    }

    static int number(String text, int line, String what) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "line " + line + ": '" + text + "' is no " + what + "; write a whole number", e);
        }
    }
}
