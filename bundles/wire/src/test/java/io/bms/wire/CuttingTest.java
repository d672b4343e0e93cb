// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.Test;

/** What is larger than a broker takes. */
public class CuttingTest {
    private static final Instant NOW = Instant.parse("2026-01-31T08:15:00Z");

    @Test
    public void batch_anySizeAndLimit_isCutWithoutLosingASampleOrADigit() {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            List<Sample> samples = IntStream.rangeClosed(1, 1 + random.nextInt(120))
                    .mapToObj(i -> new Sample(
                            new PointId(1001, "analogInput", i),
                            random.nextBoolean()
                                    ? new PointValue.Real(random.nextFloat())
                                    : new PointValue.Text("ü".repeat(random.nextInt(30))),
                            Quality.GOOD,
                            Set.of(),
                            NOW,
                            Duration.ofSeconds(1)))
                    .toList();
            byte[] whole = SampleEncoder.backfill("b-1", NOW, samples);
            int most = 400 + random.nextInt(9_000);
            List<byte[]> parts = SampleEncoder.cut(whole, most);
            Set<String> ids = new HashSet<>();
            List<String> points = new ArrayList<>();
            for (byte[] part : parts) {
                assertTrue(part.length <= most);
                JsonNode read = WireJson.own(part);
                assertTrue(read.path("backfill").asBoolean());
                assertTrue(ids.add(read.path("batch_id").asText()));
                read.path("points").forEach(point -> points.add(point.toString()));
            }
            List<String> expected = new ArrayList<>();
            WireJson.own(whole).path("points").forEach(point -> expected.add(point.toString()));
            assertEquals(expected, points);
        }
    }

    @Test
    public void batch_thatFits_isItself() {
        byte[] batch = SampleEncoder.backfill("b-1", NOW, List.of());
        assertSame(batch, SampleEncoder.cut(batch, batch.length).get(0));
    }

    @Test
    public void getConfig_anyLimit_isCutIntoNumberedPartsWithEveryObject() {
        CommandResult result = configured(4, 150);
        List<String> whole = ResponseEncoder.encode("c1", result, NOW);
        for (int most : new int[] {900, 2_000, 7_900, 20_000, 60_000}) {
            List<String> parts = ResponseEncoder.cut(whole, most, NOW);
            Set<String> points = new HashSet<>();
            for (int i = 0; i < parts.size(); i++) {
                assertTrue(parts.get(i).getBytes(StandardCharsets.UTF_8).length <= most);
                JsonNode part = WireJson.own(parts.get(i).getBytes(StandardCharsets.UTF_8));
                assertEquals("c1", part.path("command_id").asText());
                assertEquals(i + 1, part.path("part").asInt());
                boolean last = i + 1 == parts.size();
                assertEquals(last, part.path("completed").asBoolean());
                assertEquals(last, part.has("config_revision"));
                for (JsonNode device : part.path("discovered_devices")) {
                    assertTrue(device.has("vendor_name"));
                    device.path("objects")
                            .forEach(object -> assertTrue(
                                    points.add(object.path("point_id").asText())));
                }
            }
            assertEquals(600, points.size());
        }
    }

    @Test
    public void response_thatCannotBeCut_isAnErrorThatNamesTheLimit() {
        List<String> parts = ResponseEncoder.cut(ResponseEncoder.encode("c1", configured(1, 1), NOW), 300, NOW);
        assertEquals(1, parts.size());
        JsonNode error = WireJson.own(parts.get(0).getBytes(StandardCharsets.UTF_8));
        assertEquals("c1", error.path("command_id").asText());
        assertEquals("denied", error.path("error").path("code").asText());
        String message = error.path("error").path("message").asText();
        assertTrue(message, message.startsWith("this was carried out, but") && message.contains("at most 300;"));
    }

    private static CommandResult configured(int devices, int objects) {
        return new CommandResult.Configured(
                CommandResult.Status.SUCCESS,
                Optional.empty(),
                IntStream.rangeClosed(1, devices)
                        .mapToObj(i -> device(1000 + i, objects))
                        .toList(),
                List.of(),
                List.of(new DiscoveryReport.Conflict(7, List.of("10.0.0.1", "10.0.0.2"))),
                3);
    }

    private static DiscoveredDevice device(int deviceId, int objects) {
        return new DiscoveredDevice(
                deviceId,
                DeviceAddress.direct("10.0.0.5", 47808),
                "device " + deviceId,
                "vendor",
                "model",
                IntStream.rangeClosed(1, objects)
                        .mapToObj(i -> new DiscoveredObject(
                                new PointId(deviceId, "analogInput", i),
                                "Zoné " + i,
                                Optional.of("degreesCelsius"),
                                Optional.empty(),
                                true,
                                List.of(),
                                OptionalDouble.empty(),
                                PointValue.NULL))
                        .toList(),
                true);
    }
}
