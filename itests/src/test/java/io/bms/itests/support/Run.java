// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process of ours, its lines as they come, ended when closed. */
public final class Run implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Run(Process process) {
        this.process = process;
        reader = new Thread(this::read, "run-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code command}; its error stream is merged with its output. */
    public static Run start(Path folder, Map<String, String> env, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BMS_"));
        builder.environment().putAll(env);
        try {
            return new Run(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code command} to its end and gives its output; fails unless it exits 0. */
    public static String toEnd(Path folder, Map<String, String> env, Duration limit, List<String> command) {
        try (Run run = start(folder, env, command)) {
            int exit = run.exit(limit);
            if (exit != 0) {
                throw new AssertionError(command + " exited " + exit + ":\n" + run.output());
            }
            return run.output();
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(output ended: " + e.getMessage() + ")");
        }
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public String output() {
        return String.join("\n", lines);
    }

    /** Waits for the first line that contains {@code text}. */
    public String awaitLine(String text, Duration limit) {
        return Await.some(
                () -> {
                    Optional<String> line =
                            lines.stream().filter(l -> l.contains(text)).findFirst();
                    if (line.isEmpty() && !process.isAlive()) {
                        throw new AssertionError("the process ended without '" + text + "':\n" + output());
                    }
                    return line;
                },
                limit,
                () -> "a line with '" + text + "' in:\n" + output());
    }

    /** Waits for the end; gives the exit code. */
    public int exit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + limit.toSeconds() + " s:\n" + output());
            }
            reader.join(1_000);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Sends a line to its standard input. */
    public void type(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, then, if that does not help within 15 s, SIGKILL. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            for (ProcessHandle each : all) {
                ended(each);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until a process has ended, and so writes no more; its parent may have ended before it. */
    private static void ended(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(5, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
