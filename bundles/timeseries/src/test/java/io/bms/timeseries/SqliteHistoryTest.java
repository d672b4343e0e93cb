// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import io.bms.api.status.StatusItem;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import io.bms.testkit.SampleSinkContract;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SqliteHistoryTest extends SampleSinkContract {
    private static final Instant BUILT = ManualClock.START.minus(Duration.ofDays(30));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private final CountDownLatch unstuck = new CountDownLatch(1);
    private SqliteHistory history;

    @Before
    public void open() {
        history = open(Executors.newSingleThreadScheduledExecutor());
    }

    @After
    public void close() {
        unstuck.countDown();
        history.close();
    }

    @Override
    protected SampleSink stuck() {
        history.close();
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        executor.execute(() -> {
            try {
                unstuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        history = open(executor);
        return history;
    }

    @Override
    protected SampleSink working() {
        return history;
    }

    @Override
    protected Set<PointId> arrived() {
        List<PointId> points = IntStream.rangeClosed(1, 100)
                .mapToObj(instance -> Devices.point(1, instance))
                .toList();
        return history.samples(points, Instant.EPOCH, History.FAR, 1_000, Optional.empty()).series().stream()
                .filter(series -> !series.entries().isEmpty())
                .map(HistoryPage.Series::pointId)
                .collect(Collectors.toSet());
    }

    @Test
    public void accept_sample_isFoundSoonAfter() {
        Sample sample = History.real(clock.instant(), 21.5);
        history.accept(new SampleBatch(List.of(sample)));
        Await.until(() -> all().equals(List.of(sample)), Duration.ofSeconds(10), "the sample was not stored");
    }

    @Test
    public void accept_moreThanTheQueueHolds_dropsTheOldest() {
        SampleSink stuck = stuck();
        List<Sample> samples = IntStream.range(0, SqliteHistory.QUEUE + 100)
                .mapToObj(i -> History.real(clock.instant().plusSeconds(i), i))
                .toList();
        samples.forEach(sample -> stuck.accept(new SampleBatch(List.of(sample))));
        unstuck.countDown();
        Await.until(() -> problem(HistoryProblems.DROPPING), Duration.ofSeconds(10), "no word of what was dropped");
        assertEquals(samples.subList(100, samples.size()), all());
        Await.until(() -> !problem(HistoryProblems.DROPPING), Duration.ofSeconds(10), "it is not over");
    }

    @Test
    public void close_waitingSamples_areStoredFirst() {
        history.accept(new SampleBatch(List.of(History.real(clock.instant(), 1))));
        history.close();
        open();
        assertEquals(1, all().size());
    }

    @Test
    public void status_clockBehindTheNewestSample_isAProblemUntilItIsRight() {
        history.accept(new SampleBatch(List.of(History.real(clock.instant(), 1))));
        history.close();
        clock.advance(Duration.ofHours(-1));
        open();
        assertTrue(problem(HistoryProblems.CLOCK_BEHIND));
        assertFalse(history.isPlausible());
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of(), history.status());
        assertTrue(history.isPlausible());
    }

    @Test
    public void status_clockBehindTheBuild_isAProblemUntilItIsRight() {
        clock.set(Instant.EPOCH);
        assertTrue(problem(HistoryProblems.CLOCK_BEHIND));
        assertFalse(history.isPlausible());
        clock.set(ManualClock.START);
        assertEquals(List.of(), history.status());
    }

    /** A clock that runs ahead is believed; the price is paid once it is set back. */
    @Test
    public void accept_clockAnHourAheadAndBack_keepsAllSamplesInTheOrderOfTheirTimes() {
        clock.advance(Duration.ofHours(1));
        Sample ahead = History.real(clock.instant(), 2);
        history.accept(new SampleBatch(List.of(ahead)));
        Await.until(() -> all().equals(List.of(ahead)), Duration.ofSeconds(10), "the sample was not stored");
        assertTrue(history.isPlausible());
        clock.advance(Duration.ofHours(-1));
        assertFalse(history.isPlausible());
        Sample right = History.real(clock.instant(), 1);
        history.accept(new SampleBatch(List.of(right)));
        Await.until(() -> all().equals(List.of(right, ahead)), Duration.ofSeconds(10), "both in their order");
        clock.advance(Duration.ofHours(1));
        assertTrue(history.isPlausible());
    }

    @Test
    public void open_damagedFile_beginsAnewAndSaysSo() throws IOException {
        history.close();
        Files.write(folder.getRoot().toPath().resolve("runtime.db"), new byte[20_000]);
        open();
        assertTrue(problem(HistoryProblems.DAMAGED));
        accept_sample_isFoundSoonAfter();
    }

    private SqliteHistory open(ScheduledExecutorService executor) {
        return new SqliteHistory(
                folder.getRoot().toPath(),
                new TimeseriesSettings(Duration.ofDays(365), 1L << 30),
                clock,
                BUILT,
                executor);
    }

    private List<Sample> all() {
        return history.samples(List.of(History.POINT), Instant.EPOCH, History.FAR, 100_000, Optional.empty())
                .series()
                .get(0)
                .entries();
    }

    private boolean problem(String code) {
        return history.status().stream()
                .anyMatch(item -> item instanceof StatusItem.Problem problem
                        && problem.code().equals(code));
    }
}
