// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Outsider;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Feeds a session samples, each with a number of its own as its value, and finds these again at the other end. */
final class Feed implements AutoCloseable {
    static final int POINTS = 100;
    private static final Pattern VALUE = Pattern.compile("\"value\":(\\d+),");

    private final MqttSession session;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "test-feed");
        daemon.setDaemon(true);
        return daemon;
    });
    private long next;

    Feed(MqttSession session) {
        this.session = session;
    }

    /** A batch of {@link #POINTS} samples, from now on every so often. */
    void every(Duration period) {
        thread.scheduleAtFixedRate(this::batch, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void batch() {
        List<Sample> samples = IntStream.rangeClosed(1, POINTS)
                .mapToObj(i -> sample(Devices.point(1001, i), next++))
                .toList();
        session.accept(new SampleBatch(samples));
    }

    /** How many samples were fed; these are their values. */
    synchronized long fed() {
        return next;
    }

    private static Sample sample(PointId point, long value) {
        return new Sample(
                point, new PointValue.Integer(value), Quality.GOOD, Set.of(), Instant.now(), Duration.ofSeconds(1));
    }

    /** The values in all batches that an outsider has seen. */
    static Set<Long> seen(List<Incoming> batches) {
        return seenIn(batches.stream().map(Outsider::text).toList());
    }

    /** The values in all these payloads. */
    static Set<Long> seenIn(List<String> payloads) {
        Set<Long> values = new HashSet<>();
        for (String payload : payloads) {
            Matcher matcher = VALUE.matcher(payload);
            while (matcher.find()) {
                values.add(Long.parseLong(matcher.group(1)));
            }
        }
        return values;
    }

    /** Those of {@code from} to {@code to} that are not among {@code seen}. */
    static SortedSet<Long> missing(long from, long to, Set<Long> seen) {
        return LongStream.range(from, to)
                .filter(value -> !seen.contains(value))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
