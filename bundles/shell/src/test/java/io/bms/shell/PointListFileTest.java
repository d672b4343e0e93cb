// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointList;
import io.bms.api.driver.PointListFormat;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.Site;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class PointListFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A format of one line. */
    private static final class Lines implements PointListFormat {
        @Override
        public String name() {
            return "lines";
        }

        @Override
        public List<String> write(String project, Collection<Device> devices) {
            return devices.stream().map(Device::name).toList();
        }

        @Override
        public List<String> writeStateTexts(Collection<Device> devices) {
            return devices.stream()
                    .map(Device::vendorName)
                    .filter(name -> !name.isEmpty())
                    .toList();
        }

        @Override
        public PointList read(List<String> lines, Optional<List<String>> stateTexts) {
            if (lines.get(0).equals("bad")) {
                throw new IllegalArgumentException("line 1 is bad");
            }
            return new PointList(
                    List.of(listed(lines.get(0), "Vorlauf", Optional.of("kelvin"), stateTexts.orElse(List.of()))),
                    1,
                    List.of(),
                    List.of());
        }
    }

    private static DiscoveredObject object(String name, Optional<String> units, List<String> texts) {
        return new DiscoveredObject(
                new PointId(1, "analogInput", 1),
                name,
                units,
                Optional.empty(),
                false,
                texts,
                OptionalDouble.of(0.5),
                PointValue.NULL);
    }

    private static DiscoveredDevice listed(String name, String point, Optional<String> units, List<String> texts) {
        return new DiscoveredDevice(
                1, DeviceAddress.direct("0.0.0.0", 47808), name, "", "", List.of(object(point, units, texts)), false);
    }

    private static Site site() {
        return new Site(
                4,
                Map.of(
                        1,
                        new Device(
                                1,
                                DeviceAddress.direct("10.0.0.1", 47808),
                                "dev",
                                "V",
                                "M",
                                true,
                                List.of(new Point(
                                        object("ai1", Optional.of("degreesCelsius"), List.of("off", "on")),
                                        true,
                                        Duration.ofSeconds(7),
                                        0.1,
                                        ReadMode.COV)))),
                Optional.empty(),
                true);
    }

    @Test
    public void merged_takesNamesAndUnitsAndKeepsTheRest() {
        Device device = PointListFile.merged(site(), List.of(listed("AHU", "Vorlauf", Optional.empty(), List.of())))
                .devices()
                .get(1);
        assertEquals("AHU", device.name());
        assertEquals("10.0.0.1", device.address().host());
        Point point = device.points().get(0);
        assertEquals("Vorlauf", point.object().name());
        assertEquals(Optional.of("degreesCelsius"), point.object().units());
        assertEquals(OptionalDouble.of(0.5), point.object().covIncrement());
        assertEquals(Duration.ofSeconds(7), point.interval());
        assertEquals(List.of("off", "on"), point.object().stateText());
    }

    @Test
    public void merged_stateTextsOfTheFile_areTakenAndShown() {
        Site merged = PointListFile.merged(
                site(), List.of(listed("dev", "ai1", Optional.of("degreesCelsius"), List.of("Aus", "Ein"))));
        assertEquals(
                List.of("~ 1.analogInput.1 has now the states Aus, Ein, before off, on"),
                SiteDifference.between(site(), merged));
    }

    @Test
    public void device_fileWithoutStateTexts_isNotDifferentForThat() {
        Device known = site().devices().get(1);
        Device listed = PointListFile.device(listed("dev", "ai1", Optional.of("degreesCelsius"), List.of()), known);
        assertEquals(List.of("off", "on"), listed.points().get(0).object().stateText());
    }

    @Test
    public void write_stateTexts_standBesideTheFile() throws Exception {
        for (String name : List.of("Hotel_EDE.csv", "Hotel.csv", "Hotel")) {
            Path file = folder.getRoot().toPath().resolve(name);
            Path texts = folder.getRoot().toPath().resolve("Hotel_StateTexts.csv");
            assertEquals(
                    List.of(file.toString(), texts.toString()),
                    PointListFile.write(new Lines(), file.toString(), "x", site()));
            assertEquals(List.of("V"), Files.readAllLines(texts));
            assertEquals(
                    List.of("V"),
                    PointListFile.read(new Lines(), file.toString(), texts.toString())
                            .devices()
                            .get(0)
                            .objects()
                            .get(0)
                            .stateText());
            Files.delete(texts);
        }
    }

    @Test
    public void readAndWrite_goodBadAndMissingFile() throws Exception {
        Path file = folder.getRoot().toPath().resolve("a.csv");
        PointListFile.write(new Lines(), file.toString(), "x", site());
        assertEquals(
                "dev",
                PointListFile.read(new Lines(), file.toString(), null)
                        .devices()
                        .get(0)
                        .name());
        Files.write(file, new byte[] {'K', (byte) 0xfc, 'h', 'l', '\n'});
        assertEquals(
                "older encodings are read, too",
                "Kühl",
                PointListFile.read(new Lines(), file.toString(), null)
                        .devices()
                        .get(0)
                        .name());
        Files.write(file, "\ufeffKühl\r\n".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(
                "Kühl",
                PointListFile.read(new Lines(), file.toString(), null)
                        .devices()
                        .get(0)
                        .name());
        Files.write(file, new byte[] {'5', (byte) 0x80, '\r', '\n'});
        assertEquals(
                "the euro sign of Windows",
                "5€",
                PointListFile.read(new Lines(), file.toString(), null)
                        .devices()
                        .get(0)
                        .name());
        Files.writeString(file, "bad");
        assertTrue(assertThrows(Refused.class, () -> PointListFile.read(new Lines(), file.toString(), null))
                .getMessage()
                .contains("line 1 is bad"));
        assertTrue(assertThrows(Refused.class, () -> PointListFile.read(new Lines(), "/nowhere/x", null))
                .getMessage()
                .contains("check its path"));
    }

    @Test
    public void monitor_noPointOfTheSite_isRefusedInWords() throws Exception {
        DiscoveredDevice other =
                new DiscoveredDevice(2, DeviceAddress.direct("0.0.0.0", 47808), "x", "", "", List.of(), false);
        assertTrue(assertThrows(
                        Refused.class, () -> EdeImportAction.requireSomeOfThisSite(site(), List.of(other), "x.csv"))
                .getMessage()
                .contains("nothing would be read any more"));
        EdeImportAction.requireSomeOfThisSite(
                site(), List.of(listed("AHU", "Vorlauf", Optional.empty(), List.of())), "x.csv");
    }

    @Test
    public void write_whereAFileIsAlready_refusesAndLeavesIt() throws Exception {
        Path points = folder.getRoot().toPath().resolve("Hotel_EDE.csv");
        Path texts = folder.getRoot().toPath().resolve("Hotel_StateTexts.csv");
        for (Path there : List.of(points, texts)) {
            Files.writeString(there, "somebody's");
            Refused refused = assertThrows(
                    Refused.class, () -> PointListFile.write(new Lines(), points.toString(), "Hotel", site()));
            assertTrue(refused.getMessage(), refused.getMessage().contains(there + " is there already"));
            assertEquals("somebody's", Files.readString(there));
            try (Stream<Path> files = Files.list(folder.getRoot().toPath())) {
                assertEquals(List.of(there), files.toList());
            }
            Files.delete(there);
        }
        assertEquals(
                List.of(points.toString(), texts.toString()),
                PointListFile.write(new Lines(), points.toString(), "Hotel", site()));
        assertEquals("dev\r\n", Files.readString(points));
    }
}
