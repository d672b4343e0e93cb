// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.NextVersion;
import io.bms.itests.support.NextVersion.Driver;
import io.bms.itests.support.SampleTimes;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What an update costs: of the driver, while the gateway runs, and of the contracts, by a restart. */
final class UpdateBench {
    private static final Duration LATE = Duration.ofSeconds(180);
    private static final int SWAPS = 10;
    private static final int CYCLE_MS = 1000;
    private static final double KIB = 1024;
    private static final int POINTS = 100;

    private final Report report;

    UpdateBench(Report report) {
        this.report = report;
    }

    void updates() throws IOException {
        try (Simulator simulator = Simulator.start(2, POINTS / 2, "127.0.1.1");
                Gateway gateway = new Gateway(
                        simulator.port(),
                        Map.of("BMS_UPDATE_TRIAL_SECONDS", "1", "BMS_POLLING_INTERVAL_SECONDS", "1"))) {
            Path etc = Files.createDirectories(gateway.data().resolve("etc"));
            Files.writeString(etc.resolve("io.bms.updater.cfg"), "gateSeconds = 60\nproofSeconds = 1\n");
            gateway.start();
            Bench.configure(gateway, Bench.addresses(2));
            Path work = Files.createTempDirectory(Distribution.work(), "update");
            Path key = NextVersion.key(work);
            gateway.shell("bms:update-key-add " + NextVersion.publicKey(key));
            idle(gateway);
            hot(gateway, work, key);
            restart(gateway, work, key);
        }
    }

    /** What the bundle holds on to when nothing is updated: the heap with it and without. */
    private void idle(Gateway gateway) {
        ProcessFigures process = new ProcessFigures(gateway.pid());
        double with = Double.MAX_VALUE;
        double without = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            with = Math.min(with, process.heapBytes());
            gateway.shell("bundle:stop io.bms.updater");
            without = Math.min(without, process.heapBytes());
            gateway.shell("bundle:start io.bms.updater");
        }
        report.add("update: heap that the updater takes while it is idle", (with - without) / KIB, "KiB", "1024", "");
    }

    private void hot(Gateway gateway, Path work, Path key) throws IOException {
        double heap = new ProcessFigures(gateway.pid()).heapBytes();
        List<Long> gaps = new ArrayList<>();
        List<Long> lengths = new ArrayList<>();
        long bytes = 0;
        try (MqttProbe watcher = gateway.probe()) {
            watcher.subscribe(gateway.base() + "/bulk", 0);
            for (int i = 1; i <= SWAPS; i++) {
                Path folder = Files.createDirectory(work.resolve("hot-" + i));
                Path file =
                        NextVersion.of(gateway.home(), folder, i, Driver.GOOD).make(key, i);
                bytes = Files.size(file);
                MqttProbe.Message from =
                        watcher.awaitNext("a batch", LATE, m -> m.topic().endsWith("/bulk"));
                long begun = System.nanoTime();
                gateway.shell("bms:update-install " + file);
                Path committed = gateway.data().resolve("updates/committed");
                String release = i + "-";
                Await.until(() -> read(committed).startsWith(release), LATE, "it is in force");
                lengths.add((System.nanoTime() - begun) / 1_000_000);
                watcher.awaitNext("a batch", LATE, m -> m.topic().endsWith("/bulk"));
                watcher.awaitNext("a batch", LATE, m -> m.topic().endsWith("/bulk"));
                gaps.add(SampleTimes.longestMs(
                                SampleTimes.of(SampleTimes.bulks(watcher, from)).values())
                        - CYCLE_MS);
                Await.until(() -> !gateway.shell("bms:update-status").contains("Now: "), LATE, "it has ended");
            }
        }
        gaps.sort(null);
        lengths.sort(null);
        report.add("update: package of the driver", bytes / KIB, "KiB");
        report.add(
                "update, hot: a read of each second is late by, median of 10", gaps.get(SWAPS / 2), "ms", "", "1000");
        report.add("update, hot: a read of each second is late by, worst of 10", gaps.get(SWAPS - 1), "ms", "", "1000");
        report.add("update, hot: from the order until in force, 1 s of proof", lengths.get(SWAPS / 2), "ms");
        report.add("update, hot: disk for three sets", size(gateway.data().resolve("updates")) / KIB, "KiB");
        report.add(
                "update, hot: heap after ten of them, more than before",
                (new ProcessFigures(gateway.pid()).heapBytes() - heap) / KIB,
                "KiB");
    }

    private void restart(Gateway gateway, Path work, Path key) throws IOException {
        Path folder = Files.createDirectory(work.resolve("restart"));
        Path file = NextVersion.ofContracts(gateway.home(), folder, SWAPS + 1).make(key, SWAPS + 1);
        report.add("update: package of the contracts (api)", Files.size(file) / KIB, "KiB");
        long pid = gateway.pid();
        String point;
        try (MqttProbe watcher = gateway.probe()) {
            watcher.subscribe(gateway.base() + "/bulk", 0);
            MqttProbe.Message batch =
                    watcher.awaitNext("a batch", LATE, m -> m.topic().endsWith("/bulk"));
            point = SampleTimes.of(List.of(batch)).keySet().iterator().next();
        }
        Instant from = Instant.now();
        long begun = System.nanoTime();
        gateway.shell("bms:update-install " + file);
        gateway.awaitRestart(pid);
        Path committed = gateway.data().resolve("updates/committed");
        Await.until(() -> read(committed).startsWith(SWAPS + 1 + "-"), LATE, "it is in force");
        long inForce = (System.nanoTime() - begun) / 1_000_000;
        Await.pass(Duration.ofSeconds(3));
        report.add("update, restart: no read of a point for", longestStoredMs(gateway, point, from), "ms");
        report.add("update, restart: from the order until in force, 1 s of proof", inForce, "ms");
    }

    /** The longest time between two samples of the history. */
    private static long longestStoredMs(Gateway gateway, String point, Instant from) {
        List<Instant> stored = new ArrayList<>();
        try (MqttProbe probe = gateway.probe()) {
            probe.command(
                            gateway.base(),
                            "get_history",
                            "\"point_ids\":[\"" + point + "\"],\"from\":\"" + from + "\",\"to\":\"" + Instant.now()
                                    + "\",\"limit\":10000",
                            LATE)
                    .path("series")
                    .path(0)
                    .path("samples")
                    .forEach(sample -> stored.add(Instant.parse(sample.path(0).asText())));
        }
        return SampleTimes.longestMs(List.of(stored));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double size(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
