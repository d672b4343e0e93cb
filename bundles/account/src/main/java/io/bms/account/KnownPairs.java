// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bms.text.PrivateFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names and the addresses from which they signed in, the newest {@value #MOST}. They are kept in a file over a restart,
 * so that whoever worked here before does not wait behind strangers afterwards. A kill may lose those of the last
 * seconds, and a file that cannot be read or written costs only that.
 *
 * <p>Thread: any; the file is written by bms-account-known.
 */
final class KnownPairs {
    static final int MOST = 1000;

    private static final int LONGEST = 320;
    private static final Duration GATHER = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(KnownPairs.class);

    private final Path file;
    private final Set<String> pairs = new LinkedHashSet<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "bms-account-known");
        thread.setDaemon(true);
        return thread;
    });

    KnownPairs(Path file) {
        this.file = file;
        read();
    }

    synchronized boolean contains(String pair) {
        return pairs.contains(pair);
    }

    /** Makes it the newest. Returns at once. */
    void add(String pair) {
        boolean known;
        synchronized (this) {
            known = pairs.remove(pair);
            pairs.add(pair);
            if (pairs.size() > MOST) {
                pairs.remove(pairs.iterator().next());
            }
        }
        if (!known && !asked.getAndSet(true)) {
            writer.schedule(this::write, GATHER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Writes what is not written yet. */
    void close() {
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        writer.execute(this::write);
        writer.shutdown();
        try {
            if (!writer.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        if (Files.notExists(file)) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
            lines.lines().limit(MOST).filter(line -> line.length() <= LONGEST).forEach(pairs::add);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} cannot be read, so nobody is known yet: {}", file, e.getMessage());
        }
    }

    private void write() {
        asked.set(false);
        List<String> lines;
        synchronized (this) {
            lines = List.copyOf(pairs);
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            PrivateFile.create(draft);
            Files.write(draft, lines, UTF_8);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written, so who signs in now counts as a stranger after a restart: {}",
                    file,
                    e.toString());
        }
    }
}
