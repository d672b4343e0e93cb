// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deals out an encoded response anew for a broker that takes less: the objects of get_config go into more parts; what
 * has no parts, or not small enough ones, is an error in place of the response.
 */
final class ResponseCutter {
    private static final String DEVICES = "discovered_devices";
    private static final String OBJECTS = "objects";
    /** What stands on the last part only. */
    private static final List<String> END = List.of("unreachable", "conflicts", "config_revision");
    /** For the number of the part, and "completed". */
    private static final int NUMBER = 12;

    private final int most;
    private final ObjectNode head;
    private final int headBytes;
    private final List<ObjectNode> parts = new ArrayList<>();
    private ObjectNode part;
    private int bytes;
    private boolean fits = true;

    private ResponseCutter(ObjectNode first, int most) {
        this.most = most;
        this.head = first.deepCopy();
        END.forEach(head::remove);
        head.put("completed", false);
        head.putArray(DEVICES);
        headBytes = size(head) + NUMBER;
        begin();
    }

    static List<String> cut(List<String> payloads, int most, Instant now) {
        int longest = payloads.stream().mapToInt(ResponseCutter::utf8).max().orElse(0);
        if (longest <= most) {
            return payloads;
        }
        List<ObjectNode> whole = payloads.stream()
                .map(payload -> WireJson.own(payload.getBytes(StandardCharsets.UTF_8)))
                .toList();
        if (whole.get(0).path(DEVICES).isArray()) {
            ResponseCutter cutter = new ResponseCutter(whole.get(0), most);
            whole.forEach(payload -> payload.path(DEVICES).forEach(device -> cutter.add((ObjectNode) device)));
            cutter.end(whole.get(whole.size() - 1));
            if (cutter.fits) {
                return cutter.parts.stream()
                        .map(done -> WireJson.string(json -> WireJson.write(json, done)))
                        .toList();
            }
        }
        return List.of(tooLarge(whole.get(0), longest, most, now));
    }

    private void begin() {
        part = head.deepCopy();
        part.put("part", parts.size() + 1);
        bytes = headBytes;
        parts.add(part);
    }

    private void add(ObjectNode device) {
        ObjectNode bare = device.deepCopy();
        JsonNode objects = bare.remove(OBJECTS);
        bare.putArray(OBJECTS);
        int bareBytes = size(bare) + 1;
        ArrayNode dealt = name(bare, bareBytes, objects.isEmpty() ? 0 : size(objects.get(0)) + 1);
        for (JsonNode object : objects) {
            int objectBytes = size(object) + 1;
            if (bytes + objectBytes > most) {
                begin();
                dealt = name(bare, bareBytes, objectBytes);
            }
            dealt.add(object);
            bytes += objectBytes;
        }
    }

    /** Names a device in a part that has room for it and its next object. */
    private ArrayNode name(ObjectNode bare, int bareBytes, int objectBytes) {
        if (bytes + bareBytes + objectBytes > most && bytes > headBytes) {
            begin();
        }
        fits &= bytes + bareBytes + objectBytes <= most;
        ObjectNode named = bare.deepCopy();
        ((ArrayNode) part.get(DEVICES)).add(named);
        bytes += bareBytes;
        return (ArrayNode) named.get(OBJECTS);
    }

    private void end(ObjectNode last) {
        int endBytes = END.stream()
                .filter(last::has)
                .mapToInt(key -> key.length() + "\"\":,".length() + size(last.get(key)))
                .sum();
        if (bytes + endBytes > most) {
            begin();
        }
        fits &= bytes + endBytes <= most;
        END.stream().filter(last::has).forEach(key -> part.set(key, last.get(key)));
        part.put("completed", true);
    }

    private static String tooLarge(ObjectNode response, int bytes, int most, Instant now) {
        boolean done = !response.path("status").asText().equals("error");
        return ResponseEncoder.encode(
                Optional.ofNullable(response.path("command_id").textValue()),
                new Failure(
                        ErrorCode.DENIED,
                        (done ? "this was carried out, but " : "") + "its response has " + bytes
                                + " bytes, and the broker takes packets with at most " + most
                                + "; ask for less at a time, or raise the broker's packet limit"),
                now);
    }

    private static int size(JsonNode node) {
        return WireJson.bytes(node).length;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
