// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** A sample as the cloud's table has it. */
public final class SampleRow {
    private SampleRow() {}

    /** What PostgreSQL says of its row, between bars: point, time in milliseconds, value and quality. */
    public static String of(JsonNode sample) {
        JsonNode value = sample.path("value");
        String shown = value.isBoolean() ? value.asBoolean() ? "1" : "0" : value.asText();
        return String.join(
                "|",
                sample.path("point_id").asText(),
                "" + Instant.parse(sample.path("timestamp").asText()).toEpochMilli(),
                value.isNumber() && value.asDouble() == value.asLong() ? "" + value.asLong() : shown,
                sample.path("quality").asText());
    }
}
