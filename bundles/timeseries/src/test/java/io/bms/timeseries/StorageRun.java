// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.testkit.ManualClock;
import io.bms.timeseries.bench.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** What the bench measures, on a database of its own. */
public final class StorageRun implements AutoCloseable {
    private static final int LIMIT = 10_000;

    private final Path data;
    private final History history;

    public StorageRun(Path data) {
        this.data = data;
        history = new History(
                data,
                new TimeseriesSettings(Duration.ofDays(3_650), 1L << 40),
                new ManualClock(),
                HistoryWriter.REST_NANOS);
    }

    /** A transaction for each read of all points, as in a running gateway. */
    public void store(Signals signals, Instant from, Duration span) {
        for (Instant time = from; time.isBefore(from.plus(span)); time = time.plus(Signals.INTERVAL)) {
            history.store(signals.at(time));
        }
    }

    /** One second's samples. */
    public void flush(List<Sample> samples) {
        history.store(samples);
    }

    /**
     * Offers samples of a point of its own while something else runs, one after the other.
     *
     * @return the longest time that one of them waited until it was stored, in milliseconds
     * @throws java.util.concurrent.CompletionException the other has failed
     */
    public double longestWait(Runnable something) {
        CompletableFuture<Void> runs = CompletableFuture.runAsync(something);
        long longest = 0;
        long offered = System.nanoTime();
        while (!runs.isDone()) {
            if (history.queue.size() == 0) {
                offered = System.nanoTime();
                history.queue.add(List.of(History.real(Instant.EPOCH.plusNanos(offered), 0)));
            }
            LockSupport.parkNanos(1_000_000);
            longest = Math.max(longest, System.nanoTime() - offered);
        }
        runs.join();
        return longest / 1e6;
    }

    /** One point only. */
    public void storeOne(Signals signals, PointId point, Instant from, Duration span) {
        for (Instant time = from; time.isBefore(from.plus(span)); time = time.plus(Duration.ofHours(1))) {
            Instant hour = time;
            history.store(LongStream.range(0, 120)
                    .mapToObj(i -> hour.plus(Signals.INTERVAL.multipliedBy(i)))
                    .flatMap(at -> signals.at(at).stream()
                            .filter(sample -> sample.pointId().equals(point)))
                    .toList());
        }
    }

    /** Database and write-ahead log after a checkpoint. */
    public long bytes() {
        history.database.read(connection -> Tables.number(connection, "PRAGMA wal_checkpoint(PASSIVE)"));
        try {
            return Files.size(data.resolve("runtime.db")) + Files.size(data.resolve("runtime.db-wal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the database that is used for blocks and their index. */
    public long usedBytes() {
        return history.database.read(Retention::usedBytes);
    }

    public long rows() {
        return history.database.read(connection -> Tables.number(connection, "SELECT count(*) FROM sample"));
    }

    public long blockBytes(String type) {
        return history.database.read(connection -> Tables.number(
                connection,
                "SELECT sum(length(body)) FROM block" + " JOIN point ON point.id = block.point WHERE name LIKE '1."
                        + type + ".%'"));
    }

    public List<Sample> day(PointId point, Instant from) {
        return history.reader
                .samples(List.of(point), from, from.plus(Duration.ofDays(1)), LIMIT, Optional.empty())
                .series()
                .get(0)
                .entries();
    }

    public int buckets(PointId point, Instant from, Duration span, int count) {
        return history.reader
                .buckets(List.of(point), from, from.plus(span), count)
                .series()
                .get(0)
                .entries()
                .size();
    }

    public void pack() {
        history.writer.pack();
    }

    @Override
    public void close() {
        history.close();
    }
}
