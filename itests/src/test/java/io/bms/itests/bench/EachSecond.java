// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.MqttProbe.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether points that are to be read each second were.
 *
 * @param missed seconds of points in which no good sample was taken
 * @param doubled samples beyond one in a second
 */
record EachSecond(long missed, long doubled) {
    private static final long SETTLE_MS = 2_000;

    /**
     * @param heard the messages of {@code B/bulk}, of two seconds more than {@code span} at least
     * @param points how many there are
     */
    static EachSecond of(List<Message> heard, int points, Duration span) {
        Map<String, List<Long>> times = new HashMap<>();
        heard.forEach(m -> m.json().path("points").forEach(sample -> {
            if (sample.path("quality").asText().equals("good")) {
                times.computeIfAbsent(sample.path("point_id").asText(), id -> new ArrayList<>())
                        .add(Instant.parse(sample.path("timestamp").asText()).toEpochMilli());
            }
        }));
        long first =
                times.values().stream().flatMap(List::stream).min(Long::compare).orElseThrow() + SETTLE_MS;
        long missed = (points - times.size()) * span.toSeconds();
        long doubled = 0;
        for (List<Long> of : times.values()) {
            int[] seconds = perSecond(of, first, (int) span.toSeconds());
            missed += Arrays.stream(seconds).filter(count -> count == 0).count();
            doubled += Arrays.stream(seconds)
                    .filter(count -> count > 1)
                    .map(count -> count - 1)
                    .sum();
        }
        return new EachSecond(missed, doubled);
    }

    /**
     * Samples of one point in each second. A point's seconds begin half a second before it is usually read, since
     * points are spread over the clock's second, some close to its end.
     */
    private static int[] perSecond(List<Long> times, long first, int seconds) {
        double x = 0;
        double y = 0;
        for (long at : times) {
            x += Math.cos(at % 1_000 * Math.PI / 500);
            y += Math.sin(at % 1_000 * Math.PI / 500);
        }
        long usual = Math.floorMod(Math.round(Math.atan2(y, x) * 500 / Math.PI), 1_000L);
        long begin = first - Math.floorMod(first - usual + 500, 1_000L);
        int[] counts = new int[seconds];
        for (long at : times) {
            long second = Math.floorDiv(at - begin, 1_000L);
            if (second >= 0 && second < counts.length) {
                counts[(int) second]++;
            }
        }
        return counts;
    }
}
