// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What an uplink tells of the site (docs/fleet.md), as UTF-8 JSON: devices and the points that are read, in parts of
 * at most {@value #MAX_POINTS} points. A device that does not fit is named in each part that has points of it. Thread:
 * any.
 */
public final class SiteEncoder {
    static final int MAX_POINTS = 1_000;

    private static final int POINT_BYTES = 200;

    /** A point, and the device that it is of. */
    private record Row(Device device, Point point, List<String> tags) {}

    private SiteEncoder() {}

    /**
     * At least one part. What is the same makes the same bytes.
     *
     * @param tags of a point
     * @param commands what may be asked for: {@code none}, {@code read} or {@code write}
     * @param highestPriority the most urgent priority that may be written at, 1 to 16
     */
    public static List<byte[]> parts(
            Site site, Function<Point, List<String>> tags, String commands, int highestPriority) {
        Objects.requireNonNull(commands, "commands");
        List<Row> rows = site.devices().values().stream()
                .flatMap(device -> device.points().stream()
                        .filter(Point::enabled)
                        .map(point -> new Row(device, point, tags.apply(point))))
                .toList();
        int parts = Math.max(1, (rows.size() + MAX_POINTS - 1) / MAX_POINTS);
        String content = WireJson.string(json -> writeDevices(json, rows));
        String id = UUID.nameUUIDFromBytes((content + commands + highestPriority).getBytes(StandardCharsets.UTF_8))
                .toString();
        return IntStream.range(0, parts)
                .mapToObj(part -> {
                    int from = part * MAX_POINTS;
                    List<Row> own = rows.subList(from, Math.min(rows.size(), from + MAX_POINTS));
                    return WireJson.bytes(POINT_BYTES * (own.size() + 1), json -> {
                        json.writeStartObject();
                        json.writeStringField("document_id", id);
                        json.writeNumberField("part", part);
                        json.writeNumberField("parts", parts);
                        json.writeStringField("commands", commands);
                        json.writeNumberField("write_highest_priority", highestPriority);
                        json.writeFieldName("devices");
                        writeDevices(json, own);
                        json.writeEndObject();
                    });
                })
                .toList();
    }

    private static void writeDevices(JsonGenerator json, List<Row> rows) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < rows.size(); i++) {
            Device device = rows.get(i).device();
            if (i == 0 || rows.get(i - 1).device() != device) {
                json.writeStartObject();
                json.writeNumberField("device_id", device.deviceId());
                json.writeStringField("name", device.name());
                json.writeStringField("vendor_name", device.vendorName());
                json.writeStringField("model_name", device.modelName());
                json.writeArrayFieldStart("points");
            }
            write(json, rows.get(i).point().object(), rows.get(i).tags());
            if (i == rows.size() - 1 || rows.get(i + 1).device() != device) {
                json.writeEndArray();
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, DiscoveredObject object, List<String> tags) throws IOException {
        json.writeStartObject();
        ObjectFields.write(json, object);
        if (!tags.isEmpty()) {
            ObjectFields.texts(json, "tags", tags);
        }
        json.writeEndObject();
    }
}
