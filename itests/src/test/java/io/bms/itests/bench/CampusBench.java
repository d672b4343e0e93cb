// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How what the gateway takes grows with its points: from 4 devices of 25 to 1,000 of 100, read each ten seconds, with
 * the settings that it comes with.
 */
final class CampusBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INTERVAL_SECONDS = 10;
    private static final Duration SPAN = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(300);
    private static final double MIB = 1024 * 1024;
    private static final int SECONDS_OF_A_DAY = 86_400;
    private static final List<Size> SIZES =
            List.of(new Size(4, 25), new Size(10, 100), new Size(100, 100), new Size(1_000, 100));

    private final Report report;

    CampusBench(Report report) {
        this.report = report;
    }

    private record Size(int devices, int points) {
        int all() {
            return devices * points;
        }
    }

    /** All sizes, or those whose points {@code bms.campus} names, with commas between. */
    void grow() throws IOException {
        List<String> wanted = List.of(System.getProperty("bms.campus", "").split(","));
        for (Size size : SIZES) {
            if (wanted.contains("") || wanted.contains("" + size.all())) {
                measure(size);
            }
        }
    }

    private void measure(Size size) throws IOException {
        try (Simulator simulator = Simulator.startCampus(size.devices(), size.points(), "127.0.1.1");
                Gateway gateway = Gateway.started(
                        simulator.port(), Map.of("BMS_POLLING_INTERVAL_SECONDS", "" + INTERVAL_SECONDS))) {
            find(gateway, size);
            read(gateway, size);
            gateway.stop();
            boot(gateway, size, "a clean stop");
            gateway.kill9();
            boot(gateway, size, "kill -9");
            restore(gateway, size);
        }
    }

    /** What there is goes into a file while the gateway runs, and comes back from it, with a restart. */
    private void restore(Gateway gateway, Size size) throws IOException {
        Path backup = gateway.data().resolveSibling("campus-" + size.all() + ".zip");
        long begun = System.nanoTime();
        String written = gateway.shell("bms:backup " + backup);
        add(size, "backup", (System.nanoTime() - begun) / 1e9, "s", "");
        add(size, "backup, its size", size(backup) / MIB, "MiB", "");
        long before = gateway.pid();
        begun = System.nanoTime();
        String restored = gateway.shell("bms:restore " + backup);
        if (!written.contains("Written to") || !restored.contains("The gateway restarts")) {
            throw new AssertionError(written + restored);
        }
        gateway.awaitRestart(before);
        add(size, "restore, until the gateway is online again", (System.nanoTime() - begun) / 1e9, "s", "");
        Files.delete(backup);
    }

    private void add(Size size, String name, double value, String unit, String aim) {
        report.add(String.format("%,d points: %s", size.all(), name), value, unit, aim, "");
    }

    private void find(Gateway gateway, Size size) {
        try (CampusEar ear = new CampusEar(gateway)) {
            ear.hear("/command/get_config/response", 1);
            long begun = System.nanoTime();
            ear.publish(
                    "/command/get_config/request",
                    "{\"command_id\":\"campus\",\"monitoring\":[{\"read\":\"poll\"}],\"ip_addresses\":"
                            + IntStream.range(0, size.devices())
                                    .mapToObj(i -> "\"127.0." + (1 + i / 254) + "." + (1 + i % 254) + "\"")
                                    .toList()
                            + "}");
            Await.until(() -> ear.newest("/response").path("completed").asBoolean(), LIMIT, "an answer to get_config");
            add(size, "found and described", (System.nanoTime() - begun) / 1e9, "s", "60");
            List<byte[]> parts = ear.all("/response");
            JsonNode last = ear.newest("/response");
            if (!last.path("status").asText().equals("success")) {
                throw new AssertionError(last.path("error").toString());
            }
            add(size, "parts of the answer", parts.size(), "messages", "");
            add(
                    size,
                    "largest of them",
                    parts.stream().mapToInt(part -> part.length).max().orElseThrow() / 1024.0,
                    "KiB",
                    "4096");
            ear.hearPoints();
            Await.until(() -> ear.points() == size.all(), LIMIT, "all points");
            add(size, "all retained, after the request", (System.nanoTime() - begun) / 1e9, "s", "");
        }
    }

    private void read(Gateway gateway, Size size) throws IOException {
        ProcessFigures process = new ProcessFigures(gateway.pid());
        try (CampusEar ear = new CampusEar(gateway)) {
            Await.pass(SPAN.dividedBy(2));
            ear.hear("/bulk", 0);
            long disk = bytes(gateway.data());
            long history =
                    bytes(gateway.data().resolve("runtime.db"), gateway.data().resolve("runtime.db-wal"));
            long network = ear.bytes();
            double cpu = process.cpuSeconds();
            Await.pass(SPAN.plusSeconds(2 * INTERVAL_SECONDS));
            cpu = process.cpuSeconds() - cpu;
            double seconds = SPAN.toSeconds() + 2.0 * INTERVAL_SECONDS;
            add(size, "CPU", 100 * cpu / seconds, "% of a core", "100");
            add(size, "resident memory", process.residentMb(), "MiB", "1024");
            add(size, "MQTT payload of B/bulk", (ear.bytes() - network) / seconds / 1024, "KiB/s", "");
            history = bytes(gateway.data().resolve("runtime.db"), gateway.data().resolve("runtime.db-wal")) - history;
            add(
                    size,
                    "history, as much of it is not packed yet",
                    history / seconds * SECONDS_OF_A_DAY / MIB,
                    "MiB a day",
                    "");
            add(size, "all files", bytes(gateway.data()) / MIB, "MiB", "");
            add(size, "all files, growth", (bytes(gateway.data()) - disk) / MIB, "MiB", "");
            add(size, "reads missed", missed(ear.all("/bulk"), size), "of " + size.all() * SPAN.toSeconds() / 10, "0");
        }
        add(size, "heap after a full collection", process.heapBytes() / MIB, "MiB", "");
        add(size, "most memory that was resident", process.peakMb(), "MiB", "1024");
    }

    /** In each ten seconds of a minute, of each point. */
    private static long missed(List<byte[]> batches, Size size) throws IOException {
        Map<String, boolean[]> read = new HashMap<>();
        long first = Long.MAX_VALUE;
        for (byte[] batch : batches) {
            for (JsonNode sample : JSON.readTree(batch).path("points")) {
                first = Math.min(first, millis(sample));
            }
        }
        long begin = first + INTERVAL_SECONDS * 1_000L;
        int spans = (int) (SPAN.toSeconds() / INTERVAL_SECONDS);
        Map<String, Long> phase = new HashMap<>();
        for (byte[] batch : batches) {
            for (JsonNode sample : JSON.readTree(batch).path("points")) {
                String id = sample.path("point_id").asText();
                long at = millis(sample);
                // A point's spans begin half of one before it is usually read.
                long own = phase.computeIfAbsent(id, any -> {
                    long usual = Math.floorMod(at - begin, INTERVAL_SECONDS * 1_000L);
                    return begin + usual - INTERVAL_SECONDS * 500L;
                });
                long span = Math.floorDiv(at - own, INTERVAL_SECONDS * 1_000L);
                if (sample.path("quality").asText().equals("good") && span >= 0 && span < spans) {
                    read.computeIfAbsent(id, any -> new boolean[spans])[(int) span] = true;
                }
            }
        }
        long there = read.values().stream()
                .mapToLong(of -> IntStream.range(0, spans).filter(i -> of[i]).count())
                .sum();
        return (long) size.all() * spans - there;
    }

    private static long millis(JsonNode sample) {
        return Instant.parse(sample.path("timestamp").asText()).toEpochMilli();
    }

    private void boot(Gateway gateway, Size size, String after) {
        gateway.launch();
        Await.until(() -> Files.exists(gateway.data().resolve("bms.pid")), LIMIT, "a process");
        CampusEar ear = Await.some(() -> CampusEar.tried(gateway), LIMIT, "a broker");
        try (ear) {
            gateway.awaitOnline();
            Instant started = new ProcessFigures(gateway.pid()).started();
            ear.since(started);
            ear.hearPoints();
            Await.until(() -> ear.points() == size.all(), LIMIT, "all points");
            add(size, "start after " + after + " to all that is retained", since(started), "s", "20");
            Await.until(() -> ear.fresh() == size.all(), LIMIT, "all points anew");
            add(size, "start after " + after + " to all of them read anew", since(started), "s", "20");
            add(
                    size,
                    "start after " + after + " to the first sample",
                    Duration.between(started, ear.first()).toMillis() / 1_000.0,
                    "s",
                    "6");
        }
    }

    private static double since(Instant started) {
        return Duration.between(started, Instant.now()).toMillis() / 1_000.0;
    }

    private static long bytes(Path... places) throws IOException {
        long sum = 0;
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                try (var below = Files.list(place)) {
                    sum += bytes(below.toArray(Path[]::new));
                }
            } else {
                sum += size(place);
            }
        }
        return sum;
    }

    /** On the disk, or 0 of one that has gone meanwhile. */
    private static long size(Path file) throws IOException {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }
}
