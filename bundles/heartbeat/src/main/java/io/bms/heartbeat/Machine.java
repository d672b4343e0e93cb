// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The machine as its kernel describes it in {@code /proc} and {@code /sys}. Read directly, since a library
 * for it cost 9 MB of memory and says 0 where it does not know; on a machine without these files
 * everything but the disk is empty. Thread: bms-heartbeat.
 */
final class Machine {
    private static final int CPU_FIELDS = 8;
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final double MAX_CELSIUS = 150;
    private static final double MIN_CELSIUS = -60;

    private final Path proc;
    private final Path thermal;
    private final Path data;
    private CpuTime before;

    /** @param data a path on the disk whose usage counts */
    Machine(Path root, Path data) {
        proc = root.resolve("proc");
        thermal = root.resolve("sys/class/thermal");
        this.data = data;
        before = cpuTime();
    }

    /** Share of all processors' time since the last call, or since the start. */
    OptionalDouble cpuPercent() {
        CpuTime now = cpuTime();
        long total = now.total - before.total;
        long idle = now.idle - before.idle;
        before = now;
        return total > 0 ? percent(total - idle, total) : OptionalDouble.empty();
    }

    /** Memory that programs could not have, were they to ask for it. */
    OptionalDouble memoryPercent() {
        OptionalLong total = kilobytes(proc.resolve("meminfo"), "MemTotal:");
        OptionalLong available = kilobytes(proc.resolve("meminfo"), "MemAvailable:");
        return total.isPresent() && available.isPresent()
                ? percent(total.getAsLong() - available.getAsLong(), total.getAsLong())
                : OptionalDouble.empty();
    }

    /** Resident memory of this process. */
    OptionalLong processBytes() {
        OptionalLong resident = kilobytes(proc.resolve("self/status"), "VmRSS:");
        return resident.isPresent() ? OptionalLong.of(resident.getAsLong() * 1024) : resident;
    }

    OptionalDouble diskPercent() {
        try {
            FileStore store = Files.getFileStore(data);
            return percent(store.getTotalSpace() - store.getUsableSpace(), store.getTotalSpace());
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    OptionalDouble loadAverage() {
        return lines(proc.resolve("loadavg")).stream()
                .limit(1)
                .map(line -> line.split(" ")[0])
                .filter(word -> word.matches("\\d+(\\.\\d+)?"))
                .mapToDouble(Double::parseDouble)
                .findFirst();
    }

    /** In °C, by the sensor that says it is the processor's; without one, by the first sensor. */
    OptionalDouble celsius() {
        List<Path> zones = zones();
        return Stream.concat(zones.stream().filter(Machine::isProcessor), zones.stream())
                .map(zone -> temperature(zone.resolve("temp")))
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private List<Path> zones() {
        if (!Files.isDirectory(thermal)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(thermal)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("thermal_zone"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean isProcessor(Path zone) {
        return lines(zone.resolve("type")).stream().anyMatch(type -> type.matches("(?i).*(cpu|pkg|core|soc).*"));
    }

    /** In thousandths of a degree; an exact 0 is what drivers say that know nothing. */
    private static OptionalDouble temperature(Path file) {
        return lines(file).stream()
                .filter(line -> line.matches("-?\\d{1,9}"))
                .mapToDouble(line -> Long.parseLong(line) / 1000.0)
                .filter(celsius -> celsius != 0 && celsius > MIN_CELSIUS && celsius < MAX_CELSIUS)
                .findFirst();
    }

    private CpuTime cpuTime() {
        List<String> words = lines(proc.resolve("stat")).stream()
                .limit(1)
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .filter(word -> word.matches("\\d{1,18}"))
                .toList();
        if (words.size() < CPU_FIELDS) {
            return new CpuTime(0, 0);
        }
        long total = words.stream().limit(CPU_FIELDS).mapToLong(Long::parseLong).sum();
        return new CpuTime(total, Long.parseLong(words.get(IDLE)) + Long.parseLong(words.get(IOWAIT)));
    }

    private static OptionalLong kilobytes(Path file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(digits -> digits.matches("\\d{1,15}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** To one decimal: more is noise, and would make each beat longer. */
    private static OptionalDouble percent(long part, long whole) {
        return whole > 0 ? OptionalDouble.of(Math.round(1000.0 * part / whole) / 10.0) : OptionalDouble.empty();
    }

    private record CpuTime(long total, long idle) {}
}
