// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.history.HistoryStore;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import io.bms.api.status.ClockCheck;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history in runtime.db. As a sink it queues at most {@link #QUEUE} samples and drops the oldest of
 * them; its writer commits and syncs within a second, so that a loss of power takes the last second. It does so
 * once a second on a small site, to spare the disk, and up to four times on a busy one, where packing may
 * take the rest of the second. Thread: any.
 */
@Component(
        service = {SampleSink.class, HistoryStore.class, StatusSource.class, ClockCheck.class},
        immediate = true,
        configurationPid = "io.bms.timeseries",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TimeseriesConfig.class)
public final class SqliteHistory implements SampleSink, HistoryStore, StatusSource, ClockCheck {
    /**
     * Ten seconds of a large building, some 12 MB: a slow disk, a packing and a full collection together take several.
     */
    static final int QUEUE = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteHistory.class);
    private static final int CLOSE_SECONDS = 10;
    private static final int LOOK_MS = 250;
    /** Samples that wait, at which they are written at the next look. */
    private static final int BUSY = 200;
    /** Less than a second, since the next look may be late. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

    private static final String BUILT = "Bms-Built";

    private final ClockWatch clockWatch;
    private final SampleQueue queue = new SampleQueue(QUEUE);
    private final HistoryProblems problems;
    private final Database forWriting;
    private final Database forReading;
    private final HistoryWriter writer;
    private final HistoryReader reader;
    private final ScheduledExecutorService executor;
    /** {@link System#nanoTime()} of the last work's beginning; the executor's thread only. */
    private long worked = System.nanoTime();

    /** @param clock in place of the machine's, if somebody offers one */
    @Activate
    public SqliteHistory(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    Clock clock) {
        this(
                DataFolder.of(context),
                keeper.read(TimeseriesConfig.class, properties, TimeseriesSettings::of),
                Optional.ofNullable(clock).orElseGet(Clock::systemUTC),
                Instant.parse(context.getBundle().getHeaders().get(BUILT)),
                Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "bms-timeseries-writer");
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    SqliteHistory(
            Path data, TimeseriesSettings settings, Clock clock, Instant built, ScheduledExecutorService executor) {
        this.executor = executor;
        problems = new HistoryProblems(clock);
        clockWatch = new ClockWatch(clock, built, problems);
        Path file = data.resolve("runtime.db");
        forWriting = Database.open(file, Durability.FULL, Tables.SCHEMA);
        boolean opened = false;
        try {
            writer = new HistoryWriter(forWriting, queue, settings, clock, problems);
            forReading = Database.open(file, Durability.FULL, Tables.SCHEMA);
            opened = true;
        } finally {
            if (!opened) {
                forWriting.close();
                executor.shutdownNow();
            }
        }
        reader = new HistoryReader(forReading);
        if (!forWriting.setAside().isEmpty()) {
            problems.raise(
                    HistoryProblems.DAMAGED,
                    "the history was damaged and begins anew; the old one is in " + forWriting.setAside()
                            + ": keep it for repair or delete it");
        }
        executor.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /** Stores what waits in the queue, and ends the writer; waits for that {@value #CLOSE_SECONDS} s at most. */
    @Deactivate
    void close() {
        executor.execute(this::work);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the last samples could not be stored within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        forReading.close();
        forWriting.close();
    }

    @Override
    public void accept(SampleBatch batch) {
        queue.add(batch.samples());
    }

    @Override
    public HistoryPage<Sample> samples(
            List<PointId> points, Instant from, Instant to, int limit, Optional<String> cursor) {
        return reader.samples(points, from, to, limit, cursor.map(text -> Cursor.parse(text, points.size())));
    }

    @Override
    public HistoryPage<HistoryBucket> buckets(List<PointId> points, Instant from, Instant to, int count) {
        return reader.buckets(points, from, to, count);
    }

    @Override
    public List<StatusItem> status() {
        isPlausible();
        return problems.current();
    }

    @Override
    public boolean isPlausible() {
        return clockWatch.isPlausible(writer.newest());
    }

    private void look() {
        if (queue.size() >= BUSY || System.nanoTime() - worked >= REST_NANOS) {
            work();
        }
    }

    private void work() {
        worked = System.nanoTime();
        try {
            writer.work();
        } catch (RuntimeException e) {
            LOG.error("samples could not be stored", e);
        }
    }
}
