// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import java.io.IOException;
import java.util.Map;

/** Writes what a get_history response has beside its head. */
final class HistorySeries {
    private HistorySeries() {}

    private interface Entry<E> {
        void write(JsonGenerator json, E entry) throws IOException;
    }

    static void writeSamples(JsonGenerator json, HistoryPage<Sample> page, Map<PointId, String> units)
            throws IOException {
        write(json, page, units, "samples", HistorySeries::write);
    }

    static void writeBuckets(JsonGenerator json, HistoryPage<HistoryBucket> page, Map<PointId, String> units)
            throws IOException {
        write(json, page, units, "buckets", HistorySeries::write);
    }

    private static <E> void write(
            JsonGenerator json, HistoryPage<E> page, Map<PointId, String> units, String key, Entry<E> entry)
            throws IOException {
        json.writeArrayFieldStart("series");
        for (HistoryPage.Series<E> series : page.series()) {
            json.writeStartObject();
            json.writeStringField("point_id", series.pointId().toString());
            if (units.containsKey(series.pointId())) {
                json.writeStringField("units", units.get(series.pointId()));
            }
            json.writeArrayFieldStart(key);
            for (E element : series.entries()) {
                json.writeStartArray();
                entry.write(json, element);
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        if (page.cursor().isPresent()) {
            json.writeStringField("cursor", page.cursor().get());
        }
    }

    private static void write(JsonGenerator json, Sample sample) throws IOException {
        json.writeString(Times.format(sample.timestamp()));
        Numbers.write(json, sample.value());
        json.writeString(sample.quality().wireName());
    }

    private static void write(JsonGenerator json, HistoryBucket bucket) throws IOException {
        json.writeString(Times.format(bucket.start()));
        Numbers.write(json, bucket.numbers().map(HistoryBucket.Numbers::min).orElse(PointValue.NULL));
        Numbers.write(json, bucket.numbers().map(HistoryBucket.Numbers::max).orElse(PointValue.NULL));
        Numbers.write(json, bucket.numbers().map(HistoryBucket.Numbers::average).orElse(PointValue.NULL));
        Numbers.write(json, bucket.numbers().map(HistoryBucket.Numbers::last).orElse(PointValue.NULL));
        json.writeNumber(bucket.count());
        json.writeString(bucket.worstQuality().wireName());
    }
}
