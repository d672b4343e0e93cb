// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.Site;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

public class SiteEncoderTest {
    private static final Function<Point, List<String>> NO_TAGS = point -> List.of();

    private static Point point(int instance, boolean enabled) {
        return new Point(
                new DiscoveredObject(
                        new PointId(1001, "analogInput", instance),
                        "AI " + instance,
                        Optional.of("degreesCelsius"),
                        Optional.of("supply air"),
                        false,
                        List.of(),
                        OptionalDouble.of(0.5),
                        PointValue.NULL),
                enabled,
                Duration.ofSeconds(30),
                0,
                ReadMode.AUTO);
    }

    private static Device device(int id, List<Point> points) {
        return new Device(id, DeviceAddress.direct("10.0.0.5", 47808), "AHU-" + id, "vendor", "model", true, points);
    }

    private static Site site(long revision, Device... devices) {
        return new Site(
                revision,
                IntStream.range(0, devices.length)
                        .boxed()
                        .collect(Collectors.toMap(i -> devices[i].deviceId(), i -> devices[i])),
                Optional.empty(),
                true);
    }

    @Test
    public void site_looksLikeTheGoldenFile_withoutWhatIsNotRead() {
        List<byte[]> parts = SiteEncoder.parts(
                site(7, device(1001, List.of(point(1, true), point(2, false)))),
                point -> List.of("sensor", "temp"),
                "read",
                9);
        assertEquals(1, parts.size());
        Golden.assertSame("site.json", parts.get(0));
    }

    @Test
    public void largeSite_isCut_andTheSameSiteMakesTheSameBytes() {
        Device small = device(1000, List.of(point(1, true)));
        Device large = device(
                1001,
                IntStream.rangeClosed(1, SiteEncoder.MAX_POINTS)
                        .mapToObj(i -> point(i, true))
                        .toList());
        List<byte[]> parts = SiteEncoder.parts(site(7, small, large), NO_TAGS, "write", 9);
        assertEquals(2, parts.size());
        JsonNode second = Golden.json(parts.get(1));
        assertEquals(2, second.get("parts").asInt());
        assertEquals(1, second.get("part").asInt());
        assertEquals(1, second.get("devices").size());
        assertEquals(1, second.get("devices").get(0).get("points").size());
        assertEquals(Golden.json(parts.get(0)).get("document_id"), second.get("document_id"));
        List<byte[]> again = SiteEncoder.parts(site(8, small, large), NO_TAGS, "write", 9);
        assertArrayEquals(parts.get(1), again.get(1));
        assertNotEquals(
                second.get("document_id"),
                Golden.json(SiteEncoder.parts(site(8, small, large), NO_TAGS, "read", 9)
                                .get(1))
                        .get("document_id"));
    }

    @Test
    public void emptySite_isOnePart() {
        JsonNode empty =
                Golden.json(SiteEncoder.parts(Site.empty(), NO_TAGS, "none", 9).get(0));
        assertEquals(0, empty.get("devices").size());
        assertEquals(1, empty.get("parts").asInt());
    }
}
