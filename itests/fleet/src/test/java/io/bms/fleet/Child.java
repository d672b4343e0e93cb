// SPDX-License-Identifier: GPL-3.0-only
package io.bms.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of the test, which can be killed and started again. Thread: its owner's. */
public final class Child implements AutoCloseable {
    /** Of all processes that this test has started. */
    private static final int TICKS_PER_SECOND = 100;

    private final String name;
    private final Path folder;
    private final List<String> command;
    private Process process;

    public Child(String name, Path folder, List<String> command) {
        this.name = name;
        this.folder = folder;
        this.command = command;
    }

    /** A Java program on this test's class path, with {@code folder} before it. */
    static Child java(String name, Path folder, String memory, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memory,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + ":" + System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        return new Child(name, folder, command);
    }

    public Child start() {
        try {
            Files.createDirectories(folder);
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(name + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** kill -9 of this process, and of none of its children. */
    void kill9() {
        process.destroyForcibly();
        join();
    }

    /** What it has said. */
    String log() {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private void join() {
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Processor seconds since it was last started, and resident MiB, its children's too. */
    String cost() {
        return cost(
                name,
                Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .toList());
    }

    /** The same of a process that this did not start, and whose children are not counted. */
    static String cost(String name, ProcessHandle process) {
        return cost(name, List.of(process));
    }

    private static String cost(String name, List<ProcessHandle> processes) {
        double seconds = 0;
        double mib = 0;
        for (ProcessHandle one : processes) {
            try {
                String stat = Files.readString(Path.of("/proc/" + one.pid() + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                seconds += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
                mib += Files.readAllLines(Path.of("/proc/" + one.pid() + "/smaps_rollup")).stream()
                                .filter(line -> line.startsWith("Pss:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .sum()
                        / 1024.0;
            } catch (IOException ended) {
                // nothing to add
            }
        }
        return String.format("%-10s %6.1f s of processor, %5.0f MiB", name, seconds, mib);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            join();
            if (process.isAlive()) {
                kill9();
            }
        }
    }
}
