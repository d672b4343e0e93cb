package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
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
import org.junit.Test;

public class EdeFormatTest {
    private final EdeFormat ede = new EdeFormat(Clock.fixed(Instant.parse("2026-01-05T12:00:00Z"), ZoneOffset.UTC));

    private static DiscoveredObject object(String type, int instance, String name, Optional<String> units, boolean writable) {
        return new DiscoveredObject(new PointId(12, type, instance), name, units, Optional.of("Raum 1; Süd"), writable, List.of(),
                OptionalDouble.empty(), PointValue.NULL);
    }

    @Test
    public void write_thenRead_isTheSameAsFarAsTheFormatGoes() {
        List<DiscoveredObject> objects = List.of(
                object("analogInput", 1, "Zuluft", Optional.of("degreesCelsius"), false),
                object("binaryOutput", 2, "Pumpe", Optional.empty(), true),
                object("proprietary-200", 3, "Eigenes", Optional.of("unit-300"), false));
        Device device = new Device(12, DeviceAddress.direct("10.0.0.1", 47808), "AHU-01", "", "", true, objects.stream()
                .map(object -> new Point(object, true, Duration.ofSeconds(30), 0, ReadMode.AUTO)).toList());
        List<String> lines = ede.write("Haus 7", List.of(device));
        assertTrue(lines.toString(), lines.contains("dev12-0-1;12;Zuluft;0;1;Raum 1  Süd;;;;N;N;;;;62;"));
        DiscoveredDevice read = ede.read(lines).get(0);
        assertEquals("AHU-01", read.name());
        assertEquals(objects.stream().map(DiscoveredObject::pointId).toList(),
                read.objects().stream().map(DiscoveredObject::pointId).toList());
        assertEquals(objects.stream().map(DiscoveredObject::units).toList(),
                read.objects().stream().map(DiscoveredObject::units).toList());
        assertEquals(List.of(false, true, false), read.objects().stream().map(DiscoveredObject::writable).toList());
    }

    @Test
    public void read_fileFromElsewhere_tabsQuotesAndShortLines() {
        List<DiscoveredDevice> devices = ede.read(List.of("PROJECT_NAME\tx", "#Keyname\tdevice\tname\ttype\tinstance",
                "k\t7\t\"Temp 1\"\t0\t5", "", "k\t8\tMode\t19\t1"));
        assertEquals(List.of(7, 8), devices.stream().map(DiscoveredDevice::deviceId).toList());
        assertEquals("Temp 1", devices.get(0).objects().get(0).name());
        assertEquals("8.multiStateValue.1", devices.get(1).objects().get(0).pointId().toString());
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
        return assertThrows(IllegalArgumentException.class, () -> ede.read(lines)).getMessage();
    }
}
