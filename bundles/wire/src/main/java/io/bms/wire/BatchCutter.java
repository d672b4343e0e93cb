// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts an encoded batch, which may have waited long, for a broker that takes less. */
final class BatchCutter {
    private static final String ID = "batch_id";
    private static final String POINTS = "points";
    /** What a part's id may be longer by. */
    private static final int NUMBER = 8;

    private BatchCutter() {}

    static List<byte[]> cut(byte[] batch, int most) {
        if (batch.length <= most) {
            return List.of(batch);
        }
        ObjectNode head = WireJson.own(batch);
        JsonNode points = head.remove(POINTS);
        if (points == null || points.size() < 2) {
            return List.of(batch);
        }
        head.putArray(POINTS);
        int room = most - WireJson.bytes(head).length - NUMBER;
        List<byte[]> parts = new ArrayList<>();
        ArrayNode part = head.arrayNode();
        int bytes = 0;
        for (JsonNode point : points) {
            int size = WireJson.bytes(point).length + 1;
            if (!part.isEmpty() && bytes + size > room) {
                parts.add(part(head, part, parts.size() + 1));
                part = head.arrayNode();
                bytes = 0;
            }
            part.add(point);
            bytes += size;
        }
        parts.add(part(head, part, parts.size() + 1));
        return parts;
    }

    /** With an id of its own, the same each time. */
    private static byte[] part(ObjectNode head, ArrayNode points, int number) {
        ObjectNode part = head.deepCopy();
        part.put(ID, head.path(ID).asText() + "." + number);
        part.set(POINTS, points);
        return WireJson.string(json -> WireJson.write(json, part)).getBytes(StandardCharsets.UTF_8);
    }
}
