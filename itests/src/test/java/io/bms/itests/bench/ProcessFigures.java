// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Distribution;
import io.bms.itests.support.Run;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux says of one process, from /proc. */
final class ProcessFigures {
    private static final double TICKS_PER_SECOND = 100;
    private static final double KIB_PER_MB = 1024;
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private final long pid;

    ProcessFigures(long pid) {
        this.pid = pid;
    }

    private String read(String name) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double megabytes(String file, String key) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(key + ":"))
                .findFirst()
                .map(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MB)
                .orElseThrow();
    }

    /** Resident memory, MiB. */
    double residentMb() {
        return megabytes("status", "VmRSS");
    }

    /** The most that was resident at a time, MiB. */
    double peakMb() {
        return megabytes("status", "VmHWM");
    }

    /** Proportional memory, MiB. */
    double proportionalMb() {
        return megabytes("smaps_rollup", "Pss");
    }

    /** CPU time used so far, user and system, seconds. */
    double cpuSeconds() {
        return cpuSeconds(read("stat"));
    }

    /** The same of threads by their names, cut to 15 characters; one that ends takes its time along. */
    double cpuSeconds(Predicate<String> names) {
        double sum = 0;
        for (String task : new File("/proc/" + pid + "/task").list()) {
            try {
                if (names.test(read("task/" + task + "/comm").strip())) {
                    sum += cpuSeconds(read("task/" + task + "/stat"));
                }
            } catch (UncheckedIOException e) {
                // It has ended meanwhile.
                continue;
            }
        }
        return sum;
    }

    private static double cpuSeconds(String stat) {
        String[] fields = stat.replaceFirst("^.*\\) ", "").split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** What is in use of a Java process' heap after a full collection, which this has made. */
    long heapBytes() {
        String answer = Run.toEnd(
                Distribution.work(),
                Map.of(),
                Duration.ofSeconds(60),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram"));
        Matcher total = TOTAL.matcher(answer);
        if (!total.find()) {
            throw new AssertionError("jcmd said: " + answer);
        }
        return Long.parseLong(total.group(1));
    }

    /** When it was started. */
    Instant started() {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .orElseThrow();
    }
}
