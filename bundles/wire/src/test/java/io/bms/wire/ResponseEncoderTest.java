// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.update.UpdatePlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.Test;

public class ResponseEncoderTest {
    @Test
    public void encode_simpleResults_lookLikeTheGoldenFiles() {
        assertOne(
                "response-error.json",
                new CommandResult.Failed(
                        ErrorCode.UNKNOWN_POINT, "the site has no point 1.analogInput.9; discover its device first"));
        assertOne("response-start_monitoring.json", new CommandResult.Monitored(MonitoringStatus.ACTIVE));
        assertOne(
                "response-subscribe_events.json",
                new CommandResult.EventsSubscribed(CommandResult.EventsSubscribed.State.NOT_ENTERED, List.of()));
        assertOne(
                "response-install_update.json",
                new CommandResult.UpdateStaged(new UpdatePlan(
                        "7-0a1b2c3d4e5f",
                        UpdatePlan.Way.HOT,
                        "No other bundle stands upon it.",
                        List.of("bacnet 0.1.0 -> 0.1.1"),
                        List.of("Reading and writing pause for about a second."))));
        assertOne("response-reboot.json", new CommandResult.Rebooting(Duration.ofSeconds(1)));
        assertOne(
                "response-set_value_to_point.json",
                new CommandResult.Written(new PointValue.Real(21.5f), 8, true, OptionalInt.empty()));
        assertOne(
                "response-set_value_to_point-overruled.json",
                new CommandResult.Written(new PointValue.Real(18), 8, false, OptionalInt.of(5)));
        assertOne(
                "response-set_value_to_point-stays.json",
                new CommandResult.Written(
                        new PointValue.Real(21.5f),
                        8,
                        true,
                        OptionalInt.empty(),
                        Optional.of(new PointValue.Real(19)),
                        Optional.empty()));
        assertOne(
                "response-set_value_to_point-release_after.json",
                new CommandResult.Written(
                        new PointValue.Real(21.5f),
                        8,
                        true,
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.of(Golden.NOW.plusSeconds(900))));
    }

    @Test
    public void encode_requestThatCouldNotBeDecoded_looksLikeTheGoldenFile() {
        Golden.assertSame(
                "response-error-without-id.json",
                ResponseEncoder.encode(
                        Optional.empty(), new Failure(ErrorCode.INVALID_REQUEST, "command_id is missing"), Golden.NOW));
    }

    @Test
    public void encode_getConfig_looksLikeTheGoldenFile() {
        DiscoveredObject supply = new DiscoveredObject(
                PointId.parse("12345.analogInput.1"),
                "Supply air",
                Optional.of("degreesCelsius"),
                Optional.of("after the coil"),
                false,
                List.of(),
                OptionalDouble.of(0.5),
                new PointValue.Real(19.75f));
        DiscoveredObject mode = new DiscoveredObject(
                PointId.parse("12345.multiStateValue.2"),
                "Mode",
                Optional.empty(),
                Optional.empty(),
                true,
                List.of("off", "heat", "cool"),
                OptionalDouble.empty(),
                new PointValue.Integer(2));
        DiscoveredObject odd = new DiscoveredObject(
                PointId.parse("12345.proprietary-200.3"),
                "X",
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                OptionalDouble.empty(),
                PointValue.NULL);
        DiscoveredDevice ahu = new DiscoveredDevice(
                12345,
                DeviceAddress.direct("10.0.0.5", 47808),
                "AHU 1",
                "Acme",
                "C-100",
                List.of(supply, mode, odd),
                true);
        DiscoveredDevice vav = new DiscoveredDevice(
                77,
                new DeviceAddress("10.0.0.1", 47808, OptionalInt.of(5), Optional.of("0a")),
                "VAV 77",
                "Acme",
                "V",
                List.of(),
                true);
        assertOne(
                "response-get_config.json",
                new CommandResult.Configured(
                        CommandResult.Status.TIMEOUT,
                        Optional.of(new Failure(ErrorCode.DEVICE_TIMEOUT, "1 of 2 addresses did not answer")),
                        List.of(ahu, vav),
                        List.of(new DiscoveryReport.Unreachable(
                                "10.0.0.9", new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer"))),
                        List.of(new DiscoveryReport.Conflict(12345, List.of("10.0.0.5:47808", "10.0.0.7:47808"))),
                        5));
    }

    @Test
    public void encode_manyObjects_comeInPartsOf500() {
        List<String> parts = ResponseEncoder.encode(
                "c", configured(device(1, 300), device(2, 900), device(3, 0), device(4, 1)), Golden.NOW);
        assertEquals(3, parts.size());
        List<List<Integer>> expected = List.of(List.of(300, 200), List.of(500), List.of(200, 0, 1));
        int total = 0;
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = Golden.json(parts.get(i).getBytes(StandardCharsets.UTF_8));
            assertEquals(i + 1, part.get("part").intValue());
            assertEquals(i == 2, part.get("completed").booleanValue());
            assertEquals(i == 2, part.has("config_revision"));
            JsonNode devices = part.get("discovered_devices");
            assertEquals(
                    expected.get(i),
                    IntStream.range(0, devices.size())
                            .mapToObj(index -> devices.get(index).get("objects").size())
                            .toList());
            total += devices.findValues("point_id").size();
        }
        assertEquals(1201, total);
    }

    @Test
    public void encode_exactly500Objects_comeInOnePart() {
        assertEquals(
                1,
                ResponseEncoder.encode("c", configured(device(1, 500)), Golden.NOW)
                        .size());
    }

    @Test
    public void encode_nothingFound_isOneCompletedPart() {
        List<String> parts = ResponseEncoder.encode("c", configured(), Golden.NOW);
        JsonNode part = Golden.json(parts.get(0).getBytes(StandardCharsets.UTF_8));
        assertEquals(1, parts.size());
        assertTrue(part.get("completed").booleanValue());
        assertFalse(part.has("error"));
    }

    @Test
    public void encode_getHistory_looksLikeTheGoldenFiles() {
        PointId analog = PointId.parse("12345.analogInput.1");
        PointId binary = PointId.parse("12345.binaryInput.2");
        PointId never = PointId.parse("12345.analogInput.9");
        Map<PointId, String> units = Map.of(analog, "degreesCelsius");
        Instant time = Instant.parse("2026-01-31T08:14:00Z");
        assertOne(
                "response-get_history.json",
                new CommandResult.SampleHistory(
                        new HistoryPage<>(
                                List.of(
                                        new HistoryPage.Series<>(
                                                analog,
                                                List.of(
                                                        sample(analog, new PointValue.Real(22.37f), Quality.GOOD, time),
                                                        sample(
                                                                analog,
                                                                PointValue.NULL,
                                                                Quality.BAD,
                                                                time.plusMillis(30_125)))),
                                        new HistoryPage.Series<>(
                                                binary,
                                                List.of(sample(
                                                        binary, new PointValue.Bool(true), Quality.UNCERTAIN, time)))),
                                Optional.of("1.1769847270000.0"),
                                Set.of()),
                        units));
        HistoryBucket full = new HistoryBucket(
                Instant.parse("2026-01-31T08:00:00Z"),
                Optional.of(new HistoryBucket.Numbers(
                        new PointValue.Real(21.5f),
                        new PointValue.Real(22.37f),
                        new PointValue.Real(22.1f),
                        new PointValue.Real(22))),
                30,
                Quality.GOOD);
        HistoryBucket bad = new HistoryBucket(Instant.parse("2026-01-31T08:07:30Z"), Optional.empty(), 0, Quality.BAD);
        assertOne(
                "response-get_history-buckets.json",
                new CommandResult.BucketHistory(
                        new HistoryPage<>(
                                List.of(
                                        new HistoryPage.Series<>(analog, List.of(full, bad)),
                                        new HistoryPage.Series<>(never, List.of())),
                                Optional.empty(),
                                Set.of(never)),
                        units));
    }

    private static Sample sample(PointId point, PointValue value, Quality quality, Instant time) {
        return new Sample(point, value, quality, Set.of(), time, Duration.ofSeconds(30));
    }

    @Test
    public void progress_looksLikeTheGoldenFiles() {
        Golden.assertSame(
                "progress-get_config.json",
                ResponseEncoder.progress(
                        Golden.COMMAND_ID, new DiscoveryProgress(40, "10.0.0.5", 1, OptionalInt.of(2))));
        Golden.assertSame(
                "progress-get_config-broadcast.json",
                ResponseEncoder.progress(
                        Golden.COMMAND_ID, new DiscoveryProgress(0, "broadcast", 0, OptionalInt.empty())));
    }

    private static void assertOne(String file, CommandResult result) {
        List<String> payloads = ResponseEncoder.encode(Golden.COMMAND_ID, result, Golden.NOW);
        assertEquals(1, payloads.size());
        Golden.assertSame(file, payloads.get(0));
    }

    private static CommandResult configured(DiscoveredDevice... devices) {
        return new CommandResult.Configured(
                CommandResult.Status.SUCCESS, Optional.empty(), List.of(devices), List.of(), List.of(), 1);
    }

    private static DiscoveredDevice device(int id, int objects) {
        return new DiscoveredDevice(
                id,
                DeviceAddress.direct("10.0.0." + id, 47808),
                "d",
                "v",
                "m",
                IntStream.range(0, objects)
                        .mapToObj(i -> new DiscoveredObject(
                                new PointId(id, "analogInput", i),
                                "o",
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                List.of(),
                                OptionalDouble.empty(),
                                PointValue.NULL))
                        .toList(),
                true);
    }
}
