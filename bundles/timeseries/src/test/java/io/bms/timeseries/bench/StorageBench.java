// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.bench;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.timeseries.StorageRun;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures how large the history grows and how fast it answers, in a new folder below the one given as
 * the first argument, or below the system's for temporary files. Not a test: it asserts nothing.
 */
public final class StorageBench {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final PointId ANALOG = new PointId(1, "analogInput", 0);
    private static final int DAYS = 3;
    private static final int REPEATS = 25;
    private static final int SITE = 1_000;
    private static final int CAMPUS = 10_000;
    private static final int SECONDS = 500;

    private StorageBench() {}

    public static void main(String[] args) throws IOException {
        Path below = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
        size(Files.createTempDirectory(below, "bms-storage"));
        year(Files.createTempDirectory(below, "bms-storage"));
        ingest(Files.createTempDirectory(below, "bms-storage"), SITE);
        ingest(Files.createTempDirectory(below, "bms-storage"), CAMPUS);
    }

    private static void size(Path folder) {
        try (StorageRun run = new StorageRun(folder)) {
            Signals signals = new Signals();
            for (int day = 0; day < DAYS; day++) {
                long begun = System.nanoTime();
                run.store(signals, START.plus(DAY.multipliedBy(day)), DAY);
                say(
                        "day %d: file and WAL %d bytes, of these used %d, %d samples still rows; stored in %d ms",
                        day + 1, run.bytes(), run.usedBytes(), run.rows(), (System.nanoTime() - begun) / 1_000_000);
            }
            measure("a day of one point", () -> run.day(ANALOG, START.plus(DAY)).size());
            run.pack();
            say("all packed: %d bytes used, %d a day", run.usedBytes(), run.usedBytes() / DAYS);
            Map<String, Integer> kinds = Map.of(
                    "analogInput", Signals.ANALOGS, "analogValue", Signals.SETPOINTS, "binaryInput", Signals.BINARIES);
            kinds.forEach((type, points) -> say(
                    "%s: %.2f bytes a sample, in blocks",
                    type, run.blockBytes(type) / (double) (points * DAYS * DAY.dividedBy(Signals.INTERVAL))));
        }
    }

    private static void year(Path folder) {
        try (StorageRun run = new StorageRun(folder)) {
            run.storeOne(new Signals(), ANALOG, START, YEAR);
            measure("a year of one point in 1000 buckets", () -> run.buckets(ANALOG, START, YEAR, 1_000));
            measure("a day of one point, in a year of it", () -> run.day(ANALOG, START.plus(DAY.multipliedBy(180)))
                    .size());
        }
    }

    /** A second's samples of a large site, each second in one synced transaction, packing included. */
    private static void ingest(Path folder, int site) {
        try (StorageRun run = new StorageRun(folder)) {
            List<PointId> points = IntStream.range(0, site)
                    .mapToObj(i -> new PointId(1, "analogInput", i))
                    .toList();
            double[] millis = new double[SECONDS];
            double wait = run.longestWait(() -> ingest(run, points, millis));
            double sum = Arrays.stream(millis).sum();
            Arrays.sort(millis);
            say(
                    "ingest of %d samples a flush: %.0f samples a second; a flush takes %.1f ms in the median, %.1f ms at p99, %.1f ms at most;"
                            + " a sample waits for %.0f ms at most until it is stored; file and WAL %d bytes, of these used %d",
                    site,
                    site * SECONDS / sum * 1000,
                    millis[SECONDS / 2],
                    millis[SECONDS * 99 / 100],
                    millis[SECONDS - 1],
                    wait,
                    run.bytes(),
                    run.usedBytes());
        }
    }

    private static void ingest(StorageRun run, List<PointId> points, double[] millis) {
        Random random = new Random(1);
        for (int second = 0; second < SECONDS; second++) {
            Instant at = START.plusSeconds(second);
            List<Sample> samples = points.stream()
                    .map(point -> new Sample(
                            point,
                            new PointValue.Real(Math.round(2000 + 10 * random.nextGaussian()) / 100f),
                            Quality.GOOD,
                            Set.of(),
                            at,
                            Duration.ofSeconds(1)))
                    .toList();
            long begun = System.nanoTime();
            run.flush(samples);
            millis[second] = (System.nanoTime() - begun) / 1e6;
        }
    }

    private interface Query {
        int run();
    }

    private static void measure(String what, Query query) {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        double[] millis = new double[REPEATS];
        double[] cpu = new double[REPEATS];
        int found = 0;
        for (int i = 0; i < REPEATS; i++) {
            long begun = System.nanoTime();
            long begunCpu = thread.getCurrentThreadCpuTime();
            found = query.run();
            millis[i] = (System.nanoTime() - begun) / 1e6;
            cpu[i] = (thread.getCurrentThreadCpuTime() - begunCpu) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        Arrays.sort(cpu);
        say(
                "%s: %d found; median %.1f ms (%.1f ms of CPU), slowest %.1f ms, first %.1f ms",
                what, found, millis[REPEATS / 2], cpu[REPEATS / 2], millis[REPEATS - 1], first);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
