// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointList;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.bacnet.ede.EdeColumns.Column;
import io.bms.bacnet.value.ObjectTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One reading of an EDE file, whichever program wrote it. A row that is not understood costs only itself. Thread: any,
 * one at a time.
 */
final class EdeReader {
    private static final int DEVICE_TYPE = 8;
    private static final int LAST_TYPE = 1023;
    private static final Set<String> YES = Set.of("y", "yes", "j", "ja", "true", "1", "x");
    private static final Map<String, String> SHORT_TYPES = Map.of(
            "AI",
            "analogInput",
            "AO",
            "analogOutput",
            "AV",
            "analogValue",
            "BI",
            "binaryInput",
            "BO",
            "binaryOutput",
            "BV",
            "binaryValue",
            "MI",
            "multiStateInput",
            "MO",
            "multiStateOutput",
            "MV",
            "multiStateValue");

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
            String line = lines.get(i).replace("\uFEFF", "");
            char separator = Delimited.separatorOf(line);
            Optional<EdeColumns> columns = EdeColumns.of(Delimited.rows(List.of(line), separator, 1).stream()
                    .findFirst()
                    .map(Delimited.Row::fields)
                    .orElse(List.of()));
            if (columns.isPresent()) {
                table(lines.subList(i + 1, lines.size()), i + 2, columns.get());
                return list();
            }
        }
        throw new IllegalArgumentException("the file has no line of column names that begins with #keyname or names the"
                + " columns device obj.-instance, object-type and object-instance; is it an EDE file?");
    }

    private void table(List<String> lines, int firstLine, EdeColumns columns) {
        char separator = lines.stream()
                .filter(line -> !line.startsWith("#"))
                .filter(line -> line.matches(".*[;,\t].*"))
                .findFirst()
                .map(Delimited::separatorOf)
                .orElse(';');
        for (Delimited.Row row : Delimited.rows(lines, separator, firstLine)) {
            if (!row.isBlank() && !row.fields().get(0).startsWith("#")) {
                try {
                    row(row.fields(), row.line(), columns);
                    rows++;
                } catch (IllegalArgumentException e) {
                    leftOut.add(e.getMessage());
                }
            }
        }
    }

    private PointList list() {
        if (rows == 0 && !leftOut.isEmpty()) {
            throw new IllegalArgumentException(
                    leftOut.get(0) + (leftOut.size() == 1 ? "" : "; and " + (leftOut.size() - 1) + " lines more"));
        }
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
        PointId id = new PointId(device, type(type, line), instance);
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

    /** The object type by its number, by its name in any spelling, or by two letters. */
    private static String type(String text, int line) {
        String name = SHORT_TYPES.getOrDefault(text.toUpperCase(Locale.ROOT), text);
        if (!name.isEmpty() && !Character.isDigit(name.charAt(0))) {
            String wanted = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
            for (int number = 0; number <= LAST_TYPE; number++) {
                Optional<String> known = ObjectTypes.name(ObjectType.forId(number));
                if (known.filter(each -> each.toLowerCase(Locale.ROOT).equals(wanted))
                        .isPresent()) {
                    return known.get();
                }
            }
        }
        int number = number(name, line, "object type");
        return Optional.of(number)
                .filter(each -> each >= 0 && each <= LAST_TYPE)
                .flatMap(each -> ObjectTypes.name(ObjectType.forId(each)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "line " + line + ": BACnet has no object type " + Integer.toUnsignedString(number)));
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
        return texts.map(known -> known.texts(number(reference, line, "state text reference"), line))
                .orElse(List.of());
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
