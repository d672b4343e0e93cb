// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What Linux says of one process, from /proc. */
final class ProcessFigures {
    private static final double TICKS_PER_SECOND = 100;
    private static final double KIB_PER_MB = 1024;

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

    /** Proportional memory, MiB. */
    double proportionalMb() {
        return megabytes("smaps_rollup", "Pss");
    }

    /** CPU time used so far, user and system, seconds. */
    double cpuSeconds() {
        String[] fields = read("stat").replaceFirst("^.*\\) ", "").split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** When it was started. */
    Instant started() {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .orElseThrow();
    }
}
