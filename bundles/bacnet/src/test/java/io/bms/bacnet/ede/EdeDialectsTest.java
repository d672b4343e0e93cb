// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointList;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

/** EDE files as different programs write them, each of one model, read back equal. */
public class EdeDialectsTest {
    private static final int DIALECTS = 500;
    private static final List<String> NAMES = List.of(
            "Zuluft",
            "5\" Ventil",
            "Raum 1; Süd",
            "A,B",
            "a\tb",
            "\"quoted\"",
            "two\nlines",
            " blank ends ",
            "#1",
            "°C µ Ω",
            "=cmd|' /C calc'!A0",
            "Raum 1,2,3,4,5,6,7,8,9,10,11",
            "Raum 1;2;3;4;5;6;7;8;9;10;11",
            "Raum 1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11",
            "x;=1,+2",
            "7");
    private static final List<Optional<String>> UNITS = List.of(
            Optional.empty(),
            Optional.of("degreesCelsius"),
            Optional.of("percent"),
            Optional.of("unit-300"),
            Optional.of("unit-40000"),
            Units.name(47_808),
            Units.name(240));
    private static final List<Integer> TYPES = List.of(0, 2, 5, 13, 19, 39, 45, 55, 60, 63, 64, 128, 300, 1023);
    private static final Map<String, List<String>> SPELLINGS = Map.of(
            "device", List.of("device obj.-instance", "Device Instance", "DEVICE_OBJ_INSTANCE", "Device ID"),
            "name", List.of("object-name", "Object Name", "OBJECT_NAME", "name"),
            "type", List.of("object-type", "ObjectType", "Type"),
            "instance", List.of("object-instance", "Object Instance", "instance"),
            "description", List.of("description", "Description", "Beschreibung"),
            "settable", List.of("settable", "Settable", "Commandable"),
            "texts", List.of("state-text-reference", "StateTextReference", "State Text"),
            "unit", List.of("unit-code", "Unit", "Einheit", "Engineering Units"));

    private final EdeFormat ede = new EdeFormat(Clock.systemUTC());

    private static List<DiscoveredObject> model(Random random) {
        List<DiscoveredObject> objects = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String type =
                    ObjectTypes.name(ObjectType.forId(pick(TYPES, random))).orElseThrow();
            objects.add(new DiscoveredObject(
                    new PointId(12, type, i),
                    pick(NAMES, random),
                    pick(UNITS, random),
                    Optional.of(pick(NAMES, random)),
                    random.nextBoolean(),
                    random.nextBoolean() ? List.of() : List.of("Aus", "Ein;Tag", "x" + i),
                    OptionalDouble.empty(),
                    PointValue.NULL));
        }
        return objects;
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    public void own_writtenAndReadBack_losesNothing() {
        for (int seed = 0; seed < DIALECTS; seed++) {
            List<DiscoveredObject> model = model(new Random(seed));
            Device device = new Device(
                    12,
                    DeviceAddress.direct("10.0.0.1", 47808),
                    "AHU \"1\"; Nord",
                    "",
                    "",
                    true,
                    model.stream()
                            .map(object -> new Point(object, true, Duration.ofSeconds(30), 0, ReadMode.AUTO))
                            .toList());
            PointList read = ede.read(
                    asLines(ede.write("Haus; 7", List.of(device))),
                    Optional.of(ede.writeStateTexts(List.of(device)))
                            .filter(texts -> !texts.isEmpty())
                            .map(EdeDialectsTest::asLines));
            assertEquals("seed " + seed, List.of(), read.leftOut());
            assertEquals(
                    "seed " + seed, "AHU \"1\"; Nord", read.devices().get(0).name());
            assertEquals("seed " + seed, model, read.devices().get(0).objects());
        }
    }

    @Test
    public void others_inEveryDialect_areReadTheSame() {
        for (int seed = 0; seed < DIALECTS; seed++) {
            Random random = new Random(seed);
            List<DiscoveredObject> model = model(random);
            List<String> lines = dialect(model, random);
            PointList read = ede.read(lines, Optional.empty());
            assertEquals("seed " + seed + ": " + lines, List.of(), read.leftOut());
            assertEquals(
                    "seed " + seed + ": " + lines, model, read.devices().get(0).objects());
        }
    }

    /** Some separator, some order of columns under some names, types and units by number or name, texts inline. */
    private static List<String> dialect(List<DiscoveredObject> model, Random random) {
        char separator = pick(List.of(';', ',', '\t'), random);
        boolean allQuoted = random.nextBoolean();
        boolean byName = random.nextBoolean();
        List<String> columns =
                new ArrayList<>(SPELLINGS.keySet().stream().sorted().toList());
        Collections.shuffle(columns, random);
        boolean keyed = random.nextBoolean();
        List<String> lines = new ArrayList<>(List.of("\uFEFFPROJECT_NAME" + separator + "x", ""));
        lines.add((keyed ? "#keyname" + separator : "")
                + columns.stream()
                        .map(column -> pick(SPELLINGS.get(column), random))
                        .collect(Collectors.joining("" + separator)));
        for (DiscoveredObject object : model) {
            List<String> fields = new ArrayList<>(keyed ? List.of("k") : List.of());
            for (String column : columns) {
                fields.add(field(column, object, byName));
            }
            lines.add(
                    allQuoted
                            ? fields.stream()
                                    .map(text -> '"' + text.replace("\"", "\"\"") + '"')
                                    .collect(Collectors.joining("" + separator))
                            : Delimited.line(fields, separator).replaceFirst("^#1", "\"#1\""));
        }
        return asLines(lines);
    }

    private static String field(String column, DiscoveredObject object, boolean byName) {
        String type = object.pointId().objectType();
        return switch (column) {
            case "device" -> "12";
            case "name" -> object.name();
            case "type" ->
                byName && !type.startsWith("proprietary")
                        ? type
                        : "" + ObjectTypes.parse(type).orElseThrow().intValue();
            case "instance" -> "" + object.pointId().instance();
            case "description" -> object.description().orElse("");
            case "settable" -> object.writable() ? "y" : "N";
            case "texts" -> object.stateText().isEmpty() ? "" : "[" + String.join("|", object.stateText()) + "]";
            default -> object.units().map(unit -> unit(unit, byName)).orElse("");
        };
    }

    private static String unit(String name, boolean byName) {
        Map<String, String> signs = Map.of("degreesCelsius", "°C", "percent", "%");
        return byName && signs.containsKey(name)
                ? signs.get(name)
                : EdeUnits.code(name).orElseThrow();
    }

    /** As from a file: a field with a line break is on two. */
    private static List<String> asLines(List<String> lines) {
        return String.join("\r\n", lines).lines().toList();
    }

    @Test
    public void badRows_costOnlyThemselves() {
        PointList read = ede.read(
                List.of(
                        "#keyname;device obj.-instance;object-name;object-type;object-instance;unit-code",
                        "k;7;good;0;1;°C",
                        "k;x;n;0;1",
                        "k;7;n",
                        "k;7;n;100;1",
                        "k;7;n;0;99999999",
                        "k;7;again;0;1",
                        "k;7;\"never closed;0;2;62",
                        "k;7;strange unit;0;3;furlong",
                        "k;7;vendor's;700;4;"),
                Optional.empty());
        assertEquals(4, read.rows());
        assertEquals(
                List.of("line 3: 'x' ", "line 4 has 3", "line 5: BACn", "line 6: 9999", "line 7 names"),
                read.leftOut().stream().map(text -> text.substring(0, 12)).toList());
        assertTrue(
                read.remarks().toString(), read.remarks().get(0).startsWith("line 9: the unit 'furlong' is unknown"));
        DiscoveredDevice device = read.devices().get(0);
        assertEquals(
                List.of("good", "\"never closed", "strange unit", "vendor's"),
                device.objects().stream().map(DiscoveredObject::name).toList());
    }

    @Test
    public void namesFullOfAnotherSeparator_areRead() {
        for (List<String> lines : List.of(
                List.of(
                        "#keyname;device obj.-instance;object-name;object-type;object-instance",
                        "k;7;Raum 1,2,3,4,5,6;0;1"),
                List.of("Name, Device, Type, Instance", "\"Raum 1,2,3,4,5,6\",7,AI,1"),
                List.of("#keyname;other;words;than;those", "k;7;Raum 1,2,3,4,5,6;0;1"),
                List.of("#keyname", "k;7;\"Raum 1,2,3,4,5,6\";0;1"),
                List.of(
                        "#keyname;device obj.-instance;object-name;object-type;object-instance",
                        "k,7,\"Raum 1,2,3,4,5,6\",0,1"))) {
            PointList read = ede.read(lines, Optional.empty());
            assertEquals(lines.toString(), List.of(), read.leftOut());
            assertEquals(
                    lines.toString(),
                    "Raum 1,2,3,4,5,6",
                    read.devices().get(0).objects().get(0).name());
        }
    }

    @Test
    public void rowsThatBeginLikeAComment_areNotLostInSilence() {
        PointList read = ede.read(
                List.of(
                        "object-name;device obj.-instance;object-type;object-instance",
                        "#mandatory;mandatory;mandatory;mandatory",
                        "\"#1 Pump\";7;0;1",
                        "#2 Pump;7;0;2",
                        "# second floor",
                        "# padded;;;"),
                Optional.empty());
        assertEquals(
                List.of("#1 Pump"),
                read.devices().get(0).objects().stream()
                        .map(DiscoveredObject::name)
                        .toList());
        assertEquals(
                List.of("line 4 begins with #, so it is a comment; if it is a point, put its first field in quotation"
                        + " marks"),
                read.leftOut());
    }

    @Test
    public void everyInitials_areTheTypeOfThatName() {
        Map<String, String> types = Map.ofEntries(
                Map.entry("AI", "analogInput"),
                Map.entry("BO", "binaryOutput"),
                Map.entry("MV", "multiStateValue"),
                Map.entry("MSI", "multiStateInput"),
                Map.entry("MSO", "multiStateOutput"),
                Map.entry("msv", "multiStateValue"),
                Map.entry("ACC", "accumulator"),
                Map.entry("IV", "integerValue"),
                Map.entry("PIV", "positiveIntegerValue"),
                Map.entry("LAV", "largeAnalogValue"),
                Map.entry("CSV", "characterstringValue"));
        types.forEach((initials, type) -> assertEquals(
                type,
                ede.read(List.of("#keyname", "k;7;x;" + initials + ";1"), Optional.empty())
                        .devices()
                        .get(0)
                        .objects()
                        .get(0)
                        .pointId()
                        .objectType()));
    }

    @Test
    public void typesAsStacksSpellThem_areTheTypeOfThatName() {
        Map.of(
                        "OBJECT_ANALOG_INPUT", "analogInput",
                        "BACnetBinaryValue", "binaryValue",
                        "multi-state-output", "multiStateOutput",
                        "Character String Value", "characterstringValue")
                .forEach((spelling, type) -> assertEquals(
                        type,
                        ede.read(List.of("#keyname", "k;7;x;" + spelling + ";1"), Optional.empty())
                                .devices()
                                .get(0)
                                .objects()
                                .get(0)
                                .pointId()
                                .objectType()));
    }

    /** What the Designer writes beside a value can be written into a file. */
    @Test
    public void everySignOfThePage_isItsUnit() throws IOException {
        String page = Files.readString(Path.of("../designer/src/main/web/src/units.ts"));
        Map<String, List<String>> units = Pattern.compile("(\\w+): '([^']+)'")
                .matcher(page.substring(0, page.indexOf("};")))
                .results()
                .collect(Collectors.groupingBy(
                        entry -> entry.group(2), Collectors.mapping(entry -> entry.group(1), Collectors.toList())));
        assertTrue(units.toString(), units.size() > 70);
        units.forEach((sign, names) -> {
            Optional<String> read = EdeUnits.parse(sign).name();
            assertTrue(
                    sign + " is read as " + read, read.filter(names::contains).isPresent());
        });
    }

    @Test
    public void signs_inOtherSpellings_areTheSameUnit() {
        Map.of(
                        "℃", "degreesCelsius",
                        "°c", "degreesCelsius",
                        "%rh", "percentRelativeHumidity",
                        "% r.F.", "percentRelativeHumidity",
                        "m3/s", "cubicMetersPerSecond",
                        "M³/H", "cubicMetersPerHour",
                        "\u03bcg/m3", "microgramsPerCubicMeter",
                        "\u2126", "ohms",
                        "KWH", "kilowattHours",
                        "L", "liters")
                .forEach((sign, name) -> assertEquals(
                        sign, Optional.of(name), EdeUnits.parse(sign).name()));
        for (String ambiguous : List.of("mw", "Mv", "M")) {
            assertFalse(ambiguous, EdeUnits.parse(ambiguous).known());
        }
    }

    @Test
    public void everySign_isAUnitThatBacnetHas() {
        for (String sign : List.of(
                "°C", "°F", "K", "%", "%rH", "Pa", "hPa", "kPa", "bar", "mbar", "m³/h", "l/s", "l/min", "l/h", "m³",
                "l", "W", "kW", "MW", "Wh", "kWh", "MWh", "VA", "kVA", "var", "kvar", "V", "mV", "A", "mA", "Ω", "Hz",
                "ppm", "s", "min", "h", "d", "m", "cm", "mm", "m/s", "lx", "J", "kJ", "rpm", "kg", "kg/h", "°")) {
            assertTrue(sign, EdeUnits.parse(sign).known());
            assertNotEquals(sign, Optional.empty(), EdeUnits.parse(sign).name());
        }
    }

    @Test
    public void everyUnitOfTheTable_survives() {
        IntStream.range(0, 65_536)
                .filter(number -> Units.name(number).isPresent())
                .forEach(number -> assertEquals(
                        Units.name(number),
                        EdeUnits.parse(EdeUnits.code(Units.name(number).get()).orElseThrow())
                                .name()));
    }
}
