// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.simulator.point.PointKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class EdeBuildingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file(String... lines) throws Exception {
        return Files.write(folder.getRoot().toPath().resolve("a.csv"), List.of(lines), StandardCharsets.ISO_8859_1);
    }

    @Test
    public void read_devicesAndTheirObjects() throws Exception {
        Path file = file(
                "PROJECT_NAME;x",
                "#keyname;device;name;type;instance;description",
                "k;12;AHU;8;12;",
                "k;12;K\u00fchler;0;1;Zuluft;;;;;;;;;62;",
                "k;12;Pumpe;4;2;",
                "k;12;Zeitplan;17;1;",
                "k;13;Soll;2;7;");
        List<EdeBuilding.Device> devices = EdeBuilding.read(file);
        assertEquals(
                List.of(12, 13), devices.stream().map(device -> device.instance).toList());
        assertEquals("AHU", devices.get(0).name);
        assertEquals(
                "what the simulator cannot play is left out",
                2,
                devices.get(0).points.size());
        assertEquals("K\u00fchler", devices.get(0).points.get(0).name());
        assertEquals(PointKind.OUTPUT, devices.get(0).points.get(1).kind());
        assertEquals(
                Integer.valueOf(62),
                devices.get(0).units.get(devices.get(0).points.get(0)));
    }

    @Test
    public void options_deviceCountIsTheFiles() throws Exception {
        Path file = file("#keyname;device;name;type;instance", "k;12;a;0;1", "k;13;b;0;1");
        Options options = Options.parse("--ede", file.toString());
        assertEquals(2, options.addresses().size());
        assertThrows(UsageException.class, () -> Options.parse("--ede", file.toString(), "--devices", "3"));
    }

    @Test
    public void read_badFile_saysWhy() throws Exception {
        assertTrue(assertThrows(UsageException.class, () -> EdeBuilding.read(file("nothing")))
                .getMessage()
                .contains("EDE"));
        assertTrue(assertThrows(UsageException.class, () -> EdeBuilding.read(file("#keyname", "a;b;c;d;e")))
                .getMessage()
                .contains("line 2"));
        assertTrue(assertThrows(UsageException.class, () -> EdeBuilding.read(Path.of("/nowhere")))
                .getMessage()
                .contains("cannot be read"));
    }
}
