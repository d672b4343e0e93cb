// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bms.api.point.PointValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.Test;

public class JsonValuesTest {
    private static final JsonMapper PLAIN = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private static String json(PointValue value) throws IOException {
        return PLAIN.writeValueAsString(JsonValues.node(value));
    }

    private static String streamed(PointValue value) {
        return WireJson.string(json -> Numbers.write(json, value));
    }

    @Test
    public void node_everyKind_isWhatThisPackageStreams() throws IOException {
        for (PointValue value : List.of(
                PointValue.NULL,
                new PointValue.Real(21.5f),
                new PointValue.Real(Float.NaN),
                new PointValue.Double(20),
                new PointValue.Double(1e-7),
                new PointValue.Double(Double.POSITIVE_INFINITY),
                new PointValue.Integer(3),
                new PointValue.Integer(1L << 53),
                new PointValue.Integer((1L << 53) + 1),
                new PointValue.Integer(Long.MIN_VALUE),
                new PointValue.Bool(true),
                new PointValue.Text("off"))) {
            assertEquals(streamed(value), json(value));
        }
    }

    @Test
    public void node_anyReal_isWhatThisPackageStreams() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1_000; i++) {
            PointValue value = new PointValue.Real((float) random.nextDouble(-1e6, 1e6));
            assertEquals(streamed(value), json(value));
        }
    }

    @Test
    public void digits_areThoseThatThisPackageStreams() {
        for (float value : new float[] {0, -0.1f, 20, 22.5f, 1e10f, 1.2e-7f, Float.MAX_VALUE}) {
            assertEquals(streamed(new PointValue.Real(value)), JsonValues.digits(value));
            assertEquals(streamed(new PointValue.Double(value)), JsonValues.digits((double) value));
        }
        assertEquals("10000000000", JsonValues.digits(1e10f));
        assertEquals("NaN", JsonValues.digits(Float.NaN));
        assertEquals("-Infinity", JsonValues.digits(Double.NEGATIVE_INFINITY));
    }

    @Test
    public void time_hasThreeFractionalDigits() {
        assertEquals("2026-01-01T00:00:00.000Z", JsonValues.time(Instant.parse("2026-01-01T00:00:00Z")));
    }
}
