// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Samples as UTF-8 JSON, streamed: this runs some ten thousand times a second on a large site. Thread: any. */
public final class SampleEncoder {
    private static final int SAMPLE_BYTES = 160;
    private static final StatusFlag[] FLAGS = StatusFlag.values();

    private SampleEncoder() {}

    /** The payload of a point's own topic. */
    public static byte[] latest(Sample sample, Optional<String> units) {
        return WireJson.bytes(SAMPLE_BYTES * 2, json -> {
            json.writeStartObject();
            write(json, sample);
            if (units.isPresent()) {
                json.writeStringField("units", units.get());
            }
            writeFlags(json, sample);
            json.writeFieldName("max_age_seconds");
            json.writeNumber(seconds(sample));
            if (sample.failure().isPresent()) {
                WireJson.writeError(json, sample.failure().get());
            }
            json.writeEndObject();
        });
    }

    /** The payload of {@code B/bulk}. */
    public static byte[] bulk(String batchId, Instant now, List<Sample> samples) {
        return bulk(batchId, now, samples, false);
    }

    /** The payload of {@code B/bulk} for samples that go out late; published at QoS 1. */
    public static byte[] backfill(String batchId, Instant now, List<Sample> samples) {
        return bulk(batchId, now, samples, true);
    }

    /** One sample as it stands in a batch, for {@link #uplink}. */
    public static byte[] member(Sample sample) {
        return WireJson.bytes(SAMPLE_BYTES, json -> {
            json.writeStartObject();
            write(json, sample);
            json.writeEndObject();
        });
    }

    /**
     * The payload of {@code B/bulk} at an uplink's broker (docs/fleet.md).
     *
     * @param sequence counts up by one with each batch of one destination
     * @param waitingFrom of batches with smaller numbers none waits any more: what has not arrived never will
     * @param members of {@link #member}
     */
    public static byte[] uplink(
            String batchId, Instant now, String bootId, long sequence, long waitingFrom, List<byte[]> members) {
        return WireJson.bytes(SAMPLE_BYTES * (members.size() + 1), json -> {
            json.writeStartObject();
            json.writeStringField("timestamp", Times.format(now));
            json.writeStringField("batch_id", batchId);
            json.writeStringField("boot_id", bootId);
            json.writeNumberField("sequence", sequence);
            json.writeNumberField("waiting_from", waitingFrom);
            json.writeArrayFieldStart("points");
            for (byte[] member : members) {
                json.writeRawValue(new String(member, StandardCharsets.UTF_8));
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /**
     * The payload of {@code B/bulk} with the newest value of each point, which stands for no batch: all its samples are
     * in some other, or will be.
     */
    public static byte[] snapshot(Instant now, String bootId, List<Sample> samples) {
        return WireJson.bytes(SAMPLE_BYTES * (samples.size() + 1), json -> {
            json.writeStartObject();
            json.writeStringField("timestamp", Times.format(now));
            json.writeStringField("boot_id", bootId);
            json.writeBooleanField("snapshot", true);
            json.writeArrayFieldStart("points");
            for (Sample sample : samples) {
                json.writeStartObject();
                write(json, sample);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** One object of a history that is exported as JSON; {@code units} is null where the point has none. */
    public static String exported(Sample sample, Optional<String> units) {
        return WireJson.string(json -> {
            json.writeStartObject();
            json.writeStringField("timestamp", Times.format(sample.timestamp()));
            json.writeStringField("point_id", sample.pointId().toString());
            json.writeStringField("units", units.orElse(null));
            json.writeFieldName("value");
            Numbers.write(json, sample.value());
            json.writeStringField("quality", sample.quality().wireName());
            json.writeEndObject();
        });
    }

    /**
     * Cuts a batch as it was encoded here into batches of at most {@code most} bytes, as far as its samples allow. Each
     * has an id of its own, made of the batch's.
     */
    public static List<byte[]> cut(byte[] batch, int most) {
        return BatchCutter.cut(batch, most);
    }

    private static byte[] bulk(String batchId, Instant now, List<Sample> samples, boolean late) {
        return WireJson.bytes(SAMPLE_BYTES * (samples.size() + 1), json -> {
            json.writeStartObject();
            json.writeStringField("timestamp", Times.format(now));
            json.writeStringField("batch_id", batchId);
            if (late) {
                json.writeBooleanField("backfill", true);
            }
            json.writeArrayFieldStart("points");
            for (Sample sample : samples) {
                json.writeStartObject();
                write(json, sample);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Sample sample) throws IOException {
        json.writeStringField("point_id", sample.pointId().toString());
        json.writeNumberField("device_id", sample.pointId().deviceId());
        json.writeFieldName("value");
        Numbers.write(json, sample.value());
        json.writeStringField("quality", sample.quality().wireName());
        json.writeStringField("timestamp", Times.format(sample.timestamp()));
    }

    private static void writeFlags(JsonGenerator json, Sample sample) throws IOException {
        if (sample.flags().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("status_flags");
        for (StatusFlag flag : FLAGS) {
            if (sample.flags().contains(flag)) {
                json.writeString(flag.wireName());
            }
        }
        json.writeEndArray();
    }

    private static String seconds(Sample sample) {
        return BigDecimal.valueOf(sample.maxAge().toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
    }
}
