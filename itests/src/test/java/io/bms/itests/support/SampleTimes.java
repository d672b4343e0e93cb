// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** When points were read, by the batches that a subscriber heard. */
public final class SampleTimes {
    private static final long CYCLE_MS = 1_000;

    private SampleTimes() {}

    /** The batches from a message on. */
    public static List<MqttProbe.Message> bulks(MqttProbe watcher, MqttProbe.Message from) {
        return watcher.messages().stream()
                .filter(m -> m.topic().endsWith("/bulk") && m.nanos() >= from.nanos())
                .toList();
    }

    /** By the points' ids, the oldest first. */
    public static Map<String, List<Instant>> of(List<MqttProbe.Message> bulks) {
        Map<String, List<Instant>> times = new HashMap<>();
        bulks.forEach(bulk -> bulk.json().path("points").forEach(sample -> times.computeIfAbsent(
                        sample.path("point_id").asText(), point -> new ArrayList<>())
                .add(Instant.parse(sample.path("timestamp").asText()))));
        return times;
    }

    /** The longest time between two samples of a point. */
    public static long longestMs(Collection<List<Instant>> series) {
        long longest = 0;
        for (List<Instant> all : series) {
            for (int i = 1; i < all.size(); i++) {
                longest = Math.max(
                        longest, Duration.between(all.get(i - 1), all.get(i)).toMillis());
            }
        }
        return longest;
    }

    /**
     * How many cycles of a point that is read each second have no sample. A cycle begins where the longest part of a
     * second ends in which the point is never read; what is read twice in a cycle, as by the driver that leaves and by
     * the next one, counts once.
     */
    public static long missed(List<Instant> all) {
        long first = all.get(0).toEpochMilli();
        List<Long> parts = all.stream()
                .map(time -> Math.floorMod(time.toEpochMilli() - first, CYCLE_MS))
                .distinct()
                .sorted()
                .toList();
        long begin = parts.get(0);
        long longest = begin + CYCLE_MS - parts.get(parts.size() - 1);
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i) - parts.get(i - 1) > longest) {
                longest = parts.get(i) - parts.get(i - 1);
                begin = parts.get(i);
            }
        }
        long origin = first + begin;
        Set<Long> cycles = all.stream()
                .map(time -> Math.floorDiv(time.toEpochMilli() - origin, CYCLE_MS))
                .collect(Collectors.toCollection(TreeSet::new));
        return Collections.max(cycles) - Collections.min(cycles) + 1 - cycles.size();
    }
}
