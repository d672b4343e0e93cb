// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parts of a history put together without threads. */
final class History implements AutoCloseable {
    static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");
    static final PointId POINT = PointId.parse("1.analogInput.1");

    final Database database;
    final Database forReading;
    final SampleQueue queue = new SampleQueue(100_000);
    final HistoryProblems problems;
    final HistoryWriter writer;
    final HistoryReader reader;

    History(Path folder, TimeseriesSettings settings, Clock clock) {
        this(folder, settings, clock, Long.MAX_VALUE);
    }

    /** @param restNanos as of {@link HistoryWriter} */
    History(Path folder, TimeseriesSettings settings, Clock clock, long restNanos) {
        Path file = folder.resolve("runtime.db");
        problems = new HistoryProblems(clock);
        database = Database.open(file, Durability.FULL, Tables.SCHEMA);
        writer = new HistoryWriter(database, queue, settings, clock, problems, restNanos);
        forReading = Database.open(file, Durability.FULL, Tables.SCHEMA);
        reader = new HistoryReader(forReading);
    }

    History(Path folder) {
        this(folder, new TimeseriesSettings(Duration.ofDays(365), 1L << 30), new ManualClock());
    }

    void store(List<Sample> samples) {
        queue.add(samples);
        writer.work();
    }

    List<Sample> all(PointId point) {
        return reader.samples(List.of(point), Instant.EPOCH, FAR, 1_000_000, Optional.empty())
                .series()
                .get(0)
                .entries();
    }

    static Sample real(Instant time, double value) {
        return new Sample(
                POINT, new PointValue.Real((float) value), Quality.GOOD, Set.of(), time, Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        forReading.close();
        database.close();
    }
}
