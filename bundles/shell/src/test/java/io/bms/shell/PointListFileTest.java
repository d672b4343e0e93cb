package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointListFormat;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
        public List<DiscoveredDevice> read(List<String> lines) {
            if (lines.get(0).equals("bad")) {
                throw new IllegalArgumentException("line 1 is bad");
            }
            return List.of(listed(lines.get(0), "Vorlauf", Optional.of("kelvin")));
        }
    }

    private static DiscoveredObject object(String name, Optional<String> units) {
        return new DiscoveredObject(new PointId(1, "analogInput", 1), name, units, Optional.empty(), false, List.of(),
                OptionalDouble.of(0.5), PointValue.NULL);
    }

    private static DiscoveredDevice listed(String name, String point, Optional<String> units) {
        return new DiscoveredDevice(1, DeviceAddress.direct("0.0.0.0", 47808), name, "", "", List.of(object(point, units)), false);
    }

    private static Site site() {
        return new Site(4, Map.of(1, new Device(1, DeviceAddress.direct("10.0.0.1", 47808), "dev", "V", "M", true, List.of(
                new Point(object("ai1", Optional.of("degreesCelsius")), true, Duration.ofSeconds(7), 0.1, ReadMode.COV)))),
                Optional.empty(), true);
    }

    @Test
    public void merged_takesNamesAndUnitsAndKeepsTheRest() {
        Device device = PointListFile.merged(site(), List.of(listed("AHU", "Vorlauf", Optional.empty()))).devices().get(1);
        assertEquals("AHU", device.name());
        assertEquals("10.0.0.1", device.address().host());
        Point point = device.points().get(0);
        assertEquals("Vorlauf", point.object().name());
        assertEquals(Optional.of("degreesCelsius"), point.object().units());
        assertEquals(OptionalDouble.of(0.5), point.object().covIncrement());
        assertEquals(Duration.ofSeconds(7), point.interval());
    }

    @Test
    public void readAndWrite_goodBadAndMissingFile() throws Exception {
        Path file = folder.getRoot().toPath().resolve("a.csv");
        PointListFile.write(new Lines(), file.toString(), "x", site());
        assertEquals("dev", PointListFile.read(new Lines(), file.toString()).get(0).name());
        Files.write(file, new byte[] {'K', (byte) 0xfc, 'h', 'l', '\n'});
        assertEquals("older encodings are read, too", "Kühl", PointListFile.read(new Lines(), file.toString()).get(0).name());
        Files.writeString(file, "bad");
        assertTrue(assertThrows(Refused.class, () -> PointListFile.read(new Lines(), file.toString())).getMessage()
                .contains("line 1 is bad"));
        assertTrue(assertThrows(Refused.class, () -> PointListFile.read(new Lines(), "/nowhere/x")).getMessage()
                .contains("check its path"));
    }
}
