// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointList;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.Test;

public class EdeFormatTest {
    private final EdeFormat ede = new EdeFormat(Clock.fixed(Instant.parse("2026-01-05T12:00:00Z"), ZoneOffset.UTC));

    private static DiscoveredObject object(
            String type, int instance, String name, Optional<String> units, boolean writable) {
        return new DiscoveredObject(
                new PointId(12, type, instance),
                name,
                units,
                Optional.of("Raum 1; Süd"),
                writable,
                List.of(),
                OptionalDouble.empty(),
                PointValue.NULL);
    }

    @Test
    public void write_thenRead_isTheSameAsFarAsTheFormatGoes() {
        List<DiscoveredObject> objects = List.of(
                object("analogInput", 1, "Zuluft", Optional.of("degreesCelsius"), false),
                object("binaryOutput", 2, "Pumpe", Optional.empty(), true),
                object("proprietary-200", 3, "Eigenes", Optional.of("unit-300"), false));
        Device device = new Device(
                12,
                DeviceAddress.direct("10.0.0.1", 47808),
                "AHU-01",
                "",
                "",
                true,
                objects.stream()
                        .map(object -> new Point(object, true, Duration.ofSeconds(30), 0, ReadMode.AUTO))
                        .toList());
        List<String> lines = ede.write("Haus 7", List.of(device));
        assertTrue(lines.toString(), lines.contains("dev12-0-1;12;Zuluft;0;1;\"Raum 1; Süd\";;;;N;N;;;;62;"));
        DiscoveredDevice read = ede.read(lines, Optional.empty()).devices().get(0);
        assertEquals("AHU-01", read.name());
        assertEquals(
                objects.stream().map(DiscoveredObject::pointId).toList(),
                read.objects().stream().map(DiscoveredObject::pointId).toList());
        assertEquals(
                objects.stream().map(DiscoveredObject::units).toList(),
                read.objects().stream().map(DiscoveredObject::units).toList());
        assertEquals(
                List.of(false, true, false),
                read.objects().stream().map(DiscoveredObject::writable).toList());
    }

    @Test
    public void read_fileFromElsewhere_tabsQuotesAndShortLines() {
        List<DiscoveredDevice> devices = ede.read(
                        List.of(
                                "PROJECT_NAME\tx",
                                "#Keyname\tdevice\tname\ttype\tinstance",
                                "k\t7\t\"Temp 1\"\t0\t5",
                                "",
                                "k\t8\tMode\t19\t1"),
                        Optional.empty())
                .devices();
        assertEquals(
                List.of(7, 8), devices.stream().map(DiscoveredDevice::deviceId).toList());
        assertEquals("Temp 1", devices.get(0).objects().get(0).name());
        assertEquals(
                "8.multiStateValue.1", devices.get(1).objects().get(0).pointId().toString());
    }

    private static Point point(String type, int instance, String... texts) {
        return new Point(
                new DiscoveredObject(
                        new PointId(12, type, instance),
                        type + instance,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        List.of(texts),
                        OptionalDouble.empty(),
                        PointValue.NULL),
                true,
                Duration.ofSeconds(30),
                0,
                ReadMode.AUTO);
    }

    @Test
    public void stateTexts_writtenThenRead_areTheSame() {
        List<Point> points = List.of(
                point("binaryInput", 1, "zu", "auf"),
                point("analogInput", 1),
                point("multiStateValue", 1, "Aus", "", "Automatik; Tag"),
                point("binaryInput", 2, "zu", "auf"));
        Device device = new Device(12, DeviceAddress.direct("10.0.0.1", 47808), "AHU-01", "", "", true, points);
        List<String> texts = ede.writeStateTexts(List.of(device));
        assertEquals(List.of("1;zu;auf", "2;Aus;;\"Automatik; Tag\""), texts.subList(1, texts.size()));
        List<String> lines = ede.write("Haus 7", List.of(device));
        assertEquals(
                List.of("1", "", "2", "1"),
                lines.subList(lines.size() - 4, lines.size()).stream()
                        .map(line -> line.split(";", -1)[13])
                        .toList());
        assertEquals(
                List.of(List.of("zu", "auf"), List.of(), List.of("Aus", "", "Automatik; Tag"), List.of("zu", "auf")),
                ede.read(lines, Optional.of(texts)).devices().get(0).objects().stream()
                        .map(DiscoveredObject::stateText)
                        .toList());
        assertEquals(
                "without the second file",
                List.of(),
                ede.read(lines, Optional.empty())
                        .devices()
                        .get(0)
                        .objects()
                        .get(0)
                        .stateText());
        assertEquals(List.of(), ede.writeStateTexts(List.of()));
    }

    @Test
    public void stateTexts_emptyAtTheEnd_areReadBack() {
        List<List<String>> texts = List.of(
                List.of("Aus", ""),
                List.of("", ""),
                List.of(""),
                List.of("Aus; kalt", ""),
                List.of(" ", "", ""),
                List.of("Ein"));
        List<Point> points = IntStream.range(0, texts.size())
                .mapToObj(i -> point("multiStateValue", i, texts.get(i).toArray(String[]::new)))
                .toList();
        assertEquals(
                texts,
                readBack(points).objects().stream()
                        .map(DiscoveredObject::stateText)
                        .toList());
    }

    @Test
    public void stateTexts_paddedByAProgramThatQuotesEveryText_areWithoutThePadding() {
        for (String row : List.of("17;\"off\";\"on\";\"\";\"\"", "\"17\";\"off\";\"on\";\"\"", "17;off;on;;")) {
            assertEquals(
                    row,
                    List.of("off", "on"),
                    ede.read(List.of("#keyname", "k;7;Fan;3;1;;;;;;;;;17;;"), Optional.of(List.of(row)))
                            .devices()
                            .get(0)
                            .objects()
                            .get(0)
                            .stateText());
        }
    }

    @Test
    public void names_thatLookLikeFormulas_areNoneInTheFile_andAreReadBack() {
        List<String> names = List.of(
                "=cmd|' /C calc'!A0",
                "+1",
                "-10 V; \"AO\"",
                "@SUM(A1)",
                "\t=1",
                "'=1",
                "''-1",
                "'Zuluft",
                "Zuluft",
                "'",
                "=a\nb",
                "x;=cmd|' /C calc'!A0",
                "x,=1",
                "x, \"-1\"",
                "x;'=1",
                "a\n=b",
                "%rH",
                "\uff1d1",
                " =1");
        List<Point> points = IntStream.range(0, names.size())
                .mapToObj(i -> new Point(
                        new DiscoveredObject(
                                new PointId(12, "multiStateValue", i),
                                names.get(i),
                                Optional.empty(),
                                Optional.of(names.get(i)),
                                false,
                                List.of(names.get(i), "Ein"),
                                OptionalDouble.empty(),
                                PointValue.NULL),
                        true,
                        Duration.ofSeconds(30),
                        0,
                        ReadMode.AUTO))
                .toList();
        Device device = new Device(12, DeviceAddress.direct("10.0.0.1", 47808), "=AHU", "", "", true, points);
        String files = String.join("\n", ede.write("@Haus", List.of(device)))
                + "\n"
                + String.join("\n", ede.writeStateTexts(List.of(device)));
        assertFalse(
                files,
                Pattern.compile("(^|;)\"?[=+@\t-]", Pattern.MULTILINE)
                        .matcher(files)
                        .find());
        assertFalse(
                "whatever a spreadsheet takes for the separator: " + files,
                Pattern.compile("(^|[;,\t])[ \"]*[=+@|%\uff1d-]", Pattern.MULTILINE)
                        .matcher(files)
                        .find());
        DiscoveredDevice read = readBack(points);
        assertEquals(names, read.objects().stream().map(DiscoveredObject::name).toList());
        assertEquals(
                names,
                read.objects().stream()
                        .map(object -> object.description().orElse(""))
                        .toList());
        assertEquals(
                names,
                read.objects().stream().map(object -> object.stateText().get(0)).toList());
    }

    private DiscoveredDevice readBack(List<Point> points) {
        Device device = new Device(12, DeviceAddress.direct("10.0.0.1", 47808), "AHU-01", "", "", true, points);
        return ede.read(
                        asRead(ede.write("Haus 7", List.of(device))),
                        Optional.of(asRead(ede.writeStateTexts(List.of(device)))))
                .devices()
                .get(0);
    }

    /** The lines of the file; one that is written with a line break in a text is two. */
    private static List<String> asRead(List<String> written) {
        return String.join("\n", written).lines().toList();
    }

    @Test
    public void read_stateTextsFromElsewhere_headTabsAndEmptyColumns() {
        List<String> lines = List.of("#keyname", "k;7;Fan;3;1;;;;;;;;;17;;");
        for (List<String> texts : List.of(
                List.of("Reference Number;Text 1", "17;off;on;;;"), List.of("# x", "", "\uFEFF17\t\"off\"\ton"))) {
            assertEquals(
                    List.of("off", "on"),
                    ede.read(lines, Optional.of(texts))
                            .devices()
                            .get(0)
                            .objects()
                            .get(0)
                            .stateText());
        }
    }

    @Test
    public void read_stateTextsThatDoNotFit_costOnlyThemselves() {
        PointList missing = fan("17", "5;off;on");
        assertEquals("Fan", object(missing).name());
        assertEquals(List.of(), object(missing).stateText());
        assertEquals(
                List.of(
                        "line 2 refers to state texts 17, which the file of state texts has not, so the point keeps those"
                                + " that it has"),
                missing.remarks());
        PointList noNumber = fan("x", "5;off;on");
        assertEquals("Fan", object(noNumber).name());
        assertTrue(noNumber.remarks().toString(), noNumber.remarks().get(0).contains("refers to state texts x"));
        PointList twice = fan("17", "17;off;on", "17;zu;auf");
        assertEquals(List.of("off", "on"), object(twice).stateText());
        assertEquals(List.of("state texts: line 2 has number 17 again; the first row counts"), twice.leftOut());
        PointList bad = fan("17", "17;off;on", "x;zu;auf");
        assertEquals(List.of("off", "on"), object(bad).stateText());
        assertEquals(
                List.of("state texts: line 2: 'x' is no reference number of state texts; write a whole number"),
                bad.leftOut());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> fan("17", "# nothing"))
                .getMessage()
                .contains("1;off;on"));
    }

    @Test
    public void read_stateTextsFullOfAnotherSeparator_areRead() {
        for (String row : List.of("17;a, b, c, d;on", "17\ta, b, c, d\ton", "\"17\";\"a, b, c, d\";\"on\"")) {
            assertEquals(
                    row, List.of("a, b, c, d", "on"), object(fan("17", row)).stateText());
        }
    }

    private PointList fan(String reference, String... texts) {
        return ede.read(List.of("#keyname", "k;7;Fan;3;1;;;;;;;;;" + reference + ";;"), Optional.of(List.of(texts)));
    }

    private static DiscoveredObject object(PointList list) {
        return list.devices().get(0).objects().get(0);
    }

    @Test
    public void read_badLine_saysWhichAndWhy() {
        String head = "#keyname;device obj.-instance;object-name;object-type;object-instance";
        assertTrue(message(List.of(head, "k;x;n;0;1")).contains("line 2: 'x' is no device instance"));
        assertTrue(message(List.of(head, "k;1;n;0")).contains("line 2 has 4 fields"));
        assertTrue(message(List.of(head, "k;1;n;100;1")).contains("no object type 100"));
        assertTrue(message(List.of("a,b,c")).contains("#keyname"));
    }

    private String message(List<String> lines) {
        return assertThrows(IllegalArgumentException.class, () -> ede.read(lines, Optional.empty()))
                .getMessage();
    }
}
