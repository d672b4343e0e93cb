// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

public class SampleEncoderTest {
    private static final Sample GOOD = new Sample(
            PointId.parse("12345.analogInput.1"),
            new PointValue.Real(22.5f),
            Quality.GOOD,
            Set.of(),
            Instant.parse("2026-01-31T08:15:00.120Z"),
            Duration.ofSeconds(30));
    private static final Sample BAD = new Sample(
            PointId.parse("12345.analogInput.3"),
            PointValue.NULL,
            Quality.BAD,
            Set.of(),
            Golden.NOW,
            Duration.ofSeconds(30));

    @Test
    public void latest_looksLikeTheGoldenFiles() {
        Golden.assertSame("sample-latest.json", SampleEncoder.latest(GOOD, Optional.of("degreesCelsius")));
        Golden.assertSame("sample-latest-bad.json", SampleEncoder.latest(BAD, Optional.of("percent")));
        Golden.assertSame(
                "sample-latest-failed.json",
                SampleEncoder.latest(
                        new Sample(
                                PointId.parse("12345.analogInput.9"),
                                PointValue.NULL,
                                Quality.BAD,
                                Set.of(),
                                Golden.NOW,
                                Duration.ofSeconds(30),
                                Optional.of(new Failure(
                                        ErrorCode.DEVICE_ERROR,
                                        "The device answered: unknown object; if its configuration changed, discover it"
                                                + " again"))),
                        Optional.of("percent")));
        Golden.assertSame(
                "sample-latest-flags.json",
                SampleEncoder.latest(
                        new Sample(
                                PointId.parse("12345.binaryInput.2"),
                                new PointValue.Bool(true),
                                Quality.UNCERTAIN,
                                Set.of(StatusFlag.OUT_OF_SERVICE, StatusFlag.IN_ALARM),
                                Golden.NOW,
                                Duration.ofMillis(500)),
                        Optional.empty()));
    }

    @Test
    public void uplink_looksLikeTheGoldenFile() {
        Golden.assertSame(
                "bulk-uplink.json",
                SampleEncoder.uplink(
                        "b-1",
                        Instant.parse("2026-01-31T08:15:01Z"),
                        "boot-1",
                        7,
                        5,
                        List.of(SampleEncoder.member(GOOD), SampleEncoder.member(BAD))));
    }

    @Test
    public void snapshot_looksLikeTheGoldenFile() {
        Golden.assertSame(
                "bulk-snapshot.json",
                SampleEncoder.snapshot(Instant.parse("2026-01-31T08:15:01Z"), "boot-1", List.of(GOOD, BAD)));
    }

    @Test
    public void bulk_looksLikeTheGoldenFile() {
        Sample text = new Sample(
                PointId.parse("12345.characterstringValue.4"),
                new PointValue.Text("auto \"1\""),
                Quality.GOOD,
                Set.of(),
                Golden.NOW,
                Duration.ofSeconds(30));
        Golden.assertSame(
                "bulk.json",
                SampleEncoder.bulk("b-1", Instant.parse("2026-01-31T08:15:01Z"), List.of(GOOD, BAD, text)));
    }

    @Test
    public void backfill_looksLikeTheGoldenFile() {
        Golden.assertSame(
                "bulk-backfill.json",
                SampleEncoder.backfill("b-1", Instant.parse("2026-01-31T08:15:01Z"), List.of(GOOD)));
    }

    @Test
    public void exported_hasTimeNumbersAndTextsOfTheWire() {
        assertEquals(
                "{\"timestamp\":\"2026-01-31T08:15:00.120Z\",\"point_id\":\"12345.analogInput.1\","
                        + "\"units\":\"degreesCelsius\",\"value\":22.5,\"quality\":\"good\"}",
                SampleEncoder.exported(GOOD, Optional.of("degreesCelsius")));
        assertEquals(
                "{\"timestamp\":\"2026-01-31T08:15:00.000Z\",\"point_id\":\"12345.analogInput.3\","
                        + "\"units\":null,\"value\":null,\"quality\":\"bad\"}",
                SampleEncoder.exported(BAD, Optional.empty()));
    }

    @Test
    public void value_followsTheNumberRules() {
        for (JsonNode number : Golden.json("numbers.json")) {
            String text = number.get("value").textValue();
            PointValue value =
                    switch (number.get("type").textValue()) {
                        case "real" -> new PointValue.Real(Float.parseFloat(text));
                        case "double" -> new PointValue.Double(Double.parseDouble(text));
                        default -> new PointValue.Integer(Long.parseLong(text));
                    };
            assertEquals(number.toString(), number.get("wire").textValue(), wire(value));
        }
    }

    @Test
    public void value_ofAnyReal_readsBackToTheSameFloat() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                assertEquals(value, Float.parseFloat(wire(new PointValue.Real(value))), 0);
            }
        }
    }

    /** The value as it stands in the payload, character by character. */
    private static String wire(PointValue value) {
        String json = new String(
                SampleEncoder.latest(
                        new Sample(GOOD.pointId(), value, Quality.GOOD, Set.of(), Golden.NOW, Duration.ofSeconds(1)),
                        Optional.empty()),
                StandardCharsets.UTF_8);
        int from = json.indexOf("\"value\":") + "\"value\":".length();
        return json.substring(from, json.indexOf(",\"quality\"", from));
    }
}
