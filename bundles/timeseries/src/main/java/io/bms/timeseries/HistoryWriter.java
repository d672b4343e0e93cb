// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.sqlite.Database;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: once a second a transaction with all samples that came, and now and then, in steps between these, the
 * packing and the letting go. Thread: bms-timeseries-writer; {@link #newest}: any.
 */
final class HistoryWriter {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);
    private static final Duration CLEANING = Duration.ofHours(1);
    private static final int BLOCKS_AT_ONCE = 64;
    private static final int OLD_AT_ONCE = 5_000;
    /** With what packs and deletes in between, it is less than a second from one writing to the next. */
    static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private static final long CLEAN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int SQLITE_FULL = 13;

    private final Database database;
    private final Reserve reserve;
    private final SampleQueue queue;
    private final TimeseriesSettings settings;
    private final Clock clock;
    private final HistoryProblems problems;
    private final Map<PointId, Integer> ids;
    private final long restNanos;
    private long written = System.nanoTime();
    private long rows;
    private long droppedBefore;
    private Instant cleaned = Instant.MIN;
    private volatile long newest;

    HistoryWriter(
            Database database, SampleQueue queue, TimeseriesSettings settings, Clock clock, HistoryProblems problems) {
        this(database, queue, settings, clock, problems, REST_NANOS);
    }

    /** @param restNanos from one writing to the next within a second's work, at least */
    HistoryWriter(
            Database database,
            SampleQueue queue,
            TimeseriesSettings settings,
            Clock clock,
            HistoryProblems problems,
            long restNanos) {
        this.restNanos = restNanos;
        this.database = database;
        this.queue = queue;
        this.settings = settings;
        this.clock = clock;
        this.problems = problems;
        reserve = new Reserve(database.file().resolveSibling(database.file().getFileName() + ".reserve"));
        database.read(Tables::allowShrinking);
        ids = new HashMap<>(database.read(PointTable::all));
        rows = database.read(connection -> Tables.number(connection, "SELECT count(*) FROM sample"));
        newest = database.read(connection -> Math.max(
                Tables.number(connection, "SELECT max(last_ms) FROM block"),
                Tables.number(connection, "SELECT max(time_ms) FROM sample")));
        if (!reserve.take()) {
            beginFull();
        }
    }

    /** The newest stored sample's time in milliseconds, 0 if there is none. From any thread. */
    long newest() {
        return newest;
    }

    /** One second's work. */
    void work() {
        try {
            write();
            if (rows >= settings.rowsToPack(ids.size())) {
                Step.run(Step.PACKING, this::pack);
                Step.run(Step.CHECKPOINT, () -> database.read(Tables::checkpoint));
            }
            if (!cleaned.plus(CLEANING).isAfter(clock.instant())) {
                if (clean()) {
                    cleaned = clock.instant();
                }
            }
            problems.clear(HistoryProblems.UNWRITABLE);
            if (problems.has(HistoryProblems.DISK_FULL) && reserve.take()) {
                database.read(connection -> Retention.limitGrowth(connection, Retention.UNLIMITED_PAGES));
                problems.clear(HistoryProblems.DISK_FULL);
            }
        } catch (UncheckedIOException e) {
            failed(e);
        }
        sayWhatWasDropped();
    }

    /** The checkpoint that comes of it is a step of its own, and not the end of this one. Writes in between. */
    void pack() {
        long pages = database.read(Tables::holdCheckpoints);
        try {
            Packing packing = new Packing(database, settings.leastOfAPoint(ids.size()), this::writeIfDue);
            for (Optional<Packing.Portion> portion = packing.next(); portion.isPresent(); portion = packing.next()) {
                int packed = database.transact(portion.get()::store);
                rows -= packed;
                LOG.debug("packed {} samples, {} stay rows", packed, rows);
                writeIfDue();
            }
        } finally {
            database.read(connection -> Tables.letCheckpoint(connection, pages));
        }
    }

    /**
     * Deletes what is too old, then the oldest while the file is too large; in small steps, since each is written
     * twice, and samples that come meanwhile are written in between. Ends after some time, since these want to be
     * packed, and a slow disk may take more of them than it lets go.
     *
     * @return whether there is nothing more to delete
     */
    boolean clean() {
        long end = System.nanoTime() + CLEAN_NANOS;
        long before = clock.instant().minus(settings.retention()).toEpochMilli();
        int dropped =
                step(end, () -> database.transact(connection -> Retention.dropBefore(connection, before, OLD_AT_ONCE)));
        dropped += step(
                end,
                () -> database.read(Retention::usedBytes) <= settings.maxBytes()
                        ? 0
                        : database.transact(connection -> Retention.dropOldest(connection, BLOCKS_AT_ONCE)));
        step(end, () -> database.transact(Retention::giveBack) ? 1 : 0);
        recount();
        if (dropped > 0) {
            LOG.info("{} old rows and blocks of history were deleted", dropped);
        }
        return System.nanoTime() - end < 0;
    }

    /** Goes on while there is something to do, and time. */
    private int step(long end, IntSupplier work) {
        int done = 0;
        int more;
        do {
            more = work.getAsInt();
            done += more;
            writeIfDue();
        } while (more > 0 && System.nanoTime() - end < 0);
        return done;
    }

    private void writeIfDue() {
        if (System.nanoTime() - written >= restNanos) {
            write();
        }
    }

    private void write() {
        written = System.nanoTime();
        List<Sample> samples = queue.take();
        if (samples.isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            Set<PointId> points = samples.stream()
                    .map(Sample::pointId)
                    .filter(point -> !ids.containsKey(point))
                    .collect(Collectors.toSet());
            Map<PointId, Integer> added = database.transact(connection -> {
                Map<PointId, Integer> numbers = PointTable.add(connection, points);
                Map<PointId, Integer> all = new HashMap<>(ids);
                all.putAll(numbers);
                HotSamples.insert(connection, samples, all);
                return numbers;
            });
            ids.putAll(added);
            written = true;
        } finally {
            if (!written) {
                queue.putBack(samples);
            }
        }
        rows += samples.size();
        newest = Math.max(
                newest,
                samples.stream()
                        .mapToLong(sample -> sample.timestamp().toEpochMilli())
                        .max()
                        .orElse(0));
    }

    private void failed(UncheckedIOException failure) {
        if (isFull(failure)) {
            makeRoom();
        } else {
            problems.raise(
                    HistoryProblems.UNWRITABLE,
                    "samples cannot be stored and wait in memory: "
                            + failure.getCause().getMessage());
        }
    }

    /** From now on the file lives within its size, so that the room for deleting is not used up as well. */
    private void beginFull() {
        problems.raise(
                HistoryProblems.DISK_FULL,
                "the disk is full, so the oldest history is deleted to make room for new"
                        + " samples; free some space");
        reserve.giveUp();
        database.read(connection -> Retention.limitGrowth(connection, Tables.number(connection, "PRAGMA page_count")));
    }

    private void makeRoom() {
        try {
            if (!problems.has(HistoryProblems.DISK_FULL)) {
                beginFull();
            }
            int dropped = database.transact(connection -> Retention.dropOldest(connection, BLOCKS_AT_ONCE));
            recount();
            LOG.debug("{} rows or blocks were deleted to make room", dropped);
        } catch (UncheckedIOException e) {
            LOG.debug("nothing could be deleted: {}", e.getMessage());
        }
    }

    private void recount() {
        rows = database.read(connection -> Tables.number(connection, "SELECT count(*) FROM sample"));
    }

    private void sayWhatWasDropped() {
        long dropped = queue.dropped();
        if (dropped > droppedBefore) {
            problems.raise(
                    HistoryProblems.DROPPING,
                    dropped + " samples since the start were not stored, since the disk"
                            + " did not take them in time");
        } else {
            problems.clear(HistoryProblems.DROPPING);
        }
        droppedBefore = dropped;
    }

    private static boolean isFull(UncheckedIOException failure) {
        return failure.getCause().getCause() instanceof SQLException cause
                && (cause.getErrorCode() & 0xff) == SQLITE_FULL;
    }
}
