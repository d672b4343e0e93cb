// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.MqttProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Samples as texts that are equal only if point, time, value and quality are. */
final class Samples {
    private static final int POINTS_AT_ONCE = 50;
    private static final Duration SOON = Duration.ofSeconds(20);

    private Samples() {}

    /** What an outside subscriber had heard by then, live. */
    static Set<String> heard(MqttProbe subscriber, long beforeNanos) {
        Set<String> heard = new HashSet<>();
        subscriber.messages().stream()
                .filter(message -> message.topic().endsWith("/bulk") && message.nanos() - beforeNanos < 0)
                .forEach(message -> message.json()
                        .path("points")
                        .forEach(point -> heard.add(text(
                                point.path("point_id").asText(),
                                point.path("timestamp").asText(),
                                point.path("value"),
                                point.path("quality").asText()))));
        return heard;
    }

    /** What get_history says; a sample that is there twice stands twice. */
    static List<String> stored(MqttProbe probe, String base, List<String> points, Instant from, Instant to) {
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < points.size(); i += POINTS_AT_ONCE) {
            List<String> some = points.subList(i, Math.min(points.size(), i + POINTS_AT_ONCE));
            String cursor = "";
            do {
                JsonNode page = probe.command(
                        base,
                        "get_history",
                        "\"point_ids\":[\"" + String.join("\",\"", some)
                                + "\"],\"from\":\"" + from + "\",\"to\":\"" + to + "\",\"limit\":10000"
                                + (cursor.isEmpty() ? "" : ",\"cursor\":\"" + cursor + "\""),
                        SOON);
                for (JsonNode series : page.path("series")) {
                    series.path("samples")
                            .forEach(sample -> stored.add(text(
                                    series.path("point_id").asText(),
                                    sample.path(0).asText(),
                                    sample.path(1),
                                    sample.path(2).asText())));
                }
                cursor = page.path("cursor").asText("");
            } while (!cursor.isEmpty());
        }
        return stored;
    }

    /**
     * Points and times that are there more than once. The same reading as {@code uncertain}, once nothing had confirmed
     * it for three intervals, is another sample of the same time (docs/wire.md, "Values"), and none of them.
     */
    static Set<String> doubled(List<String> stored) {
        Set<String> seen = new HashSet<>();
        Map<String, String> values = new HashMap<>();
        Set<String> doubled = new TreeSet<>();
        for (String sample : stored) {
            String key = sample.substring(0, sample.indexOf('='));
            String value = sample.substring(0, sample.lastIndexOf(' '));
            if (!seen.add(sample)
                    || !values.computeIfAbsent(key, unseen -> value).equals(value)) {
                doubled.add(key);
            }
        }
        return doubled;
    }

    private static String text(String point, String time, JsonNode value, String quality) {
        return point + '@' + time + '=' + value + ' ' + quality;
    }
}
