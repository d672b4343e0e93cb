// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file for each device whose survey is not reported as complete yet, so that a restart, or a crash, does not lose
 * what was learnt. They are a cache: nothing is synced, and what the disk does not take in time is asked again after a
 * restart. Thread: any; files are written on bms-bacnet-surveys.
 */
public final class SurveyFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SurveyFiles.class);
    /** What waits for the disk. What comes then is not kept, nor what follows of the same survey. */
    private static final int MOST_WAITING = 1_000;

    private static final int CLOSE_SECONDS = 5;
    private static final int IDLE_SECONDS = 10;

    private final Optional<Path> folder;
    private final Clock clock;
    private final ThreadPoolExecutor disk;
    /** The devices of whose files a part is missing: nothing may be added to them. */
    private final Set<Integer> incomplete = ConcurrentHashMap.newKeySet();
    /** The last write failed, and the log has said so. Used by the disk's thread. */
    private boolean failing;

    /** A survey of a former run, and how long ago it was last written to. */
    record Former(SurveyRecord survey, Duration age) {}

    /** @param folder nobody else's; empty: nothing is kept */
    public SurveyFiles(Optional<Path> folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        disk = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "bms-bacnet-surveys");
                    thread.setDaemon(true);
                    return thread;
                });
        disk.allowCoreThreadTimeOut(true);
    }

    /** Reads what a former run has left, and deletes what is older than that, too much, or of no use. Blocks. */
    List<Former> load(Duration oldest, int most) {
        List<Former> found = new ArrayList<>();
        if (folder.isPresent() && Files.isDirectory(folder.get())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get())) {
                for (Path file : files) {
                    Optional<Former> former = found.size() < most ? load(file, oldest) : Optional.empty();
                    former.ifPresentOrElse(found::add, () -> delete(file));
                }
            } catch (IOException | DirectoryIteratorException e) {
                LOG.warn("what the last search learnt is not known, since {} cannot be read: {}", folder.get(), e);
            }
        }
        return found;
    }

    private Optional<Former> load(Path file, Duration oldest) throws IOException {
        Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
        return age.isNegative() || age.compareTo(oldest) > 0
                ? Optional.empty()
                : SurveyReader.read(Files.readAllBytes(file)).map(survey -> new Former(survey, age));
    }

    /** Begins the file of a device anew. */
    void write(int deviceId, byte[] octets) {
        soon(deviceId, true, file -> {
            Files.createDirectories(file.getParent());
            Files.write(file, octets);
        });
    }

    /** Adds to the file of a device. */
    void append(int deviceId, byte[] octets) {
        soon(deviceId, false, file -> Files.write(file, octets, StandardOpenOption.APPEND));
    }

    void delete(int deviceId) {
        soon(deviceId, true, Files::deleteIfExists);
    }

    private interface Work {
        void on(Path file) throws IOException;
    }

    private void soon(int deviceId, boolean anew, Work work) {
        if (folder.isEmpty() || !anew && incomplete.contains(deviceId)) {
            return;
        }
        Path file = folder.get().resolve(Integer.toString(deviceId));
        try {
            disk.execute(() -> run(deviceId, file, work));
            if (anew) {
                incomplete.remove(deviceId);
            }
        } catch (RejectedExecutionException e) {
            incomplete.add(deviceId);
        }
    }

    private void run(int deviceId, Path file, Work work) {
        try {
            work.on(file);
            failing = false;
        } catch (IOException e) {
            incomplete.add(deviceId);
            delete(file);
            if (!failing) {
                LOG.warn("what a search learns now would not outlive a restart: {}", e.toString());
            }
            failing = true;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays", file, e);
        }
    }

    /** Writes what waits, for a few seconds at most. */
    @Override
    public void close() {
        disk.shutdown();
        try {
            if (!disk.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                disk.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
