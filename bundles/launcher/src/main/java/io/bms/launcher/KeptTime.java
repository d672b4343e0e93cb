// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.bms.time.GatewayClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what time it is in a file, and tells this process what was kept by the one before ({@link GatewayClock}). A
 * file that is not there, is damaged or cannot be written costs only that.
 *
 * <p>Thread: bms-launcher-time.
 */
final class KeptTime implements AutoCloseable {
    private final Path file;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "bms-launcher-time");
        thread.setDaemon(true);
        return thread;
    });

    private KeptTime(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Tells this process, by a system property, what the file says. */
    static KeptTime of(Path file) {
        return of(file, Clock.systemUTC());
    }

    /** @param machine the machine's clock */
    static KeptTime of(Path file, Clock machine) {
        try {
            Instant kept = Instant.parse(Files.readString(file, US_ASCII).strip());
            System.setProperty(GatewayClock.KEPT, kept.toString());
        } catch (IOException | DateTimeException none) {
            System.clearProperty(GatewayClock.KEPT);
        }
        return new KeptTime(file, new GatewayClock(machine));
    }

    /** Begins to keep it, and has what else is kept so often kept. */
    void keepEach(Duration interval, Runnable more) {
        Runnable both = () -> {
            keep();
            more.run();
        };
        executor.scheduleWithFixedDelay(both, interval.toSeconds(), interval.toSeconds(), TimeUnit.SECONDS);
    }

    /** Keeps it now. */
    void keep() {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(draft, clock.instant() + "\n", US_ASCII);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            // The status says so of the whole folder.
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        keep();
    }
}
