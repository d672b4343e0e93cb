// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class HistoryReaderTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final PointId FIRST = PointId.parse("1.analogInput.1");
    private static final PointId SECOND = PointId.parse("1.analogInput.2");
    private static final PointId NEVER = PointId.parse("1.analogInput.3");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private History history;

    @Before
    public void open() {
        history = new History(folder.getRoot().toPath());
    }

    @After
    public void close() {
        history.close();
    }

    @Test
    public void samples_pageByPage_isEverySampleOnceThoughItIsPackedBetween() {
        Random random = new Random(11);
        List<Sample> first = new ArrayList<>();
        List<Sample> second = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < 1_000; i++) {
            time += random.nextInt(3) * 500L;
            first.add(sample(FIRST, time, new PointValue.Integer(i), Quality.GOOD));
            second.add(sample(SECOND, time + 1, new PointValue.Integer(-i), Quality.GOOD));
        }
        history.store(first.subList(0, 500));
        history.writer.pack();
        history.store(first.subList(500, 1_000));
        history.store(second);
        Instant from = first.get(10).timestamp();
        Instant to = first.get(990).timestamp();
        List<Sample> paged = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int pages = 0;
        do {
            HistoryPage<Sample> page = history.reader.samples(
                    List.of(FIRST, NEVER, SECOND), from, to, 37, cursor.map(text -> Cursor.parse(text, 3)));
            assertEquals(
                    List.of(FIRST, NEVER, SECOND),
                    page.series().stream().map(HistoryPage.Series::pointId).toList());
            assertEquals(Set.of(NEVER), page.unknown());
            page.series().forEach(series -> paged.addAll(series.entries()));
            cursor = page.cursor();
            if (pages++ == 20) {
                history.writer.pack();
            }
        } while (cursor.isPresent());
        List<Sample> expected = new ArrayList<>(within(first, from, to));
        expected.addAll(within(second, from, to));
        assertEquals(expected, paged);
    }

    @Test
    public void samples_exactlyTheLimit_isTheLastPage() {
        history.store(List.of(
                sample(FIRST, 0, new PointValue.Integer(1), Quality.GOOD),
                sample(FIRST, 1, new PointValue.Integer(2), Quality.GOOD)));
        assertEquals(
                Optional.empty(),
                history.reader
                        .samples(List.of(FIRST), START, History.FAR, 2, Optional.empty())
                        .cursor());
    }

    @Test
    public void cursor_ofSomethingElse_isRefused() {
        for (String text : List.of("", "1", "2.0.0", "0.x.0", "0.1.2.3")) {
            assertThrows(IllegalArgumentException.class, () -> Cursor.parse(text, 2));
        }
    }

    @Test
    public void buckets_average_isWeightedByTime() {
        history.store(List.of(real(0, 10), real(30, 20), real(40, 40)));
        HistoryBucket.Numbers numbers = only(buckets(0, 60, 1)).numbers().orElseThrow();
        assertEquals(new PointValue.Real((10 * 30 + 20 * 10 + 40 * 20) / 60f), numbers.average());
        assertEquals(new PointValue.Real(10), numbers.min());
        assertEquals(new PointValue.Real(40), numbers.max());
        assertEquals(new PointValue.Real(40), numbers.last());
    }

    @Test
    public void buckets_sampleBeforeFrom_weighsInThoughItIsPacked() {
        history.store(List.of(real(-60, 99), real(-10, 10)));
        history.database.transact(connection -> {
            Blocks.insert(
                    connection,
                    1,
                    HotSamples.before(connection, List.of(1), Long.MAX_VALUE).get(1));
            return HistoryWriterTest.execute(connection, "DELETE FROM sample");
        });
        history.store(List.of(real(20, 40)));
        assertEquals(
                new PointValue.Real((10 * 20 + 40 * 20) / 40f),
                only(buckets(0, 40, 1)).numbers().orElseThrow().average());
    }

    @Test
    public void buckets_sampleHolds_forThreeIntervalsOnly() {
        history.store(List.of(real(0, 10), real(100, 50)));
        HistoryBucket bucket = only(buckets(0, 110, 1));
        assertEquals(
                new PointValue.Real((10 * 90 + 50 * 10) / 100f),
                bucket.numbers().orElseThrow().average());
        assertEquals(2, bucket.count());
    }

    @Test
    public void buckets_badSamples_countForQualityOnly() {
        history.store(List.of(
                real(0, 10),
                sample(FIRST, 10_000, PointValue.NULL, Quality.BAD),
                sample(FIRST, 20_000, new PointValue.Real(1_000), Quality.BAD),
                sample(FIRST, 70_000, PointValue.NULL, Quality.BAD)));
        List<HistoryBucket> buckets = buckets(0, 120, 2);
        assertEquals(
                new HistoryBucket(
                        START,
                        Optional.of(new HistoryBucket.Numbers(
                                new PointValue.Real(10),
                                new PointValue.Real(10),
                                new PointValue.Real(10),
                                new PointValue.Real(10))),
                        1,
                        Quality.BAD),
                buckets.get(0));
        assertEquals(new HistoryBucket(START.plusSeconds(60), Optional.empty(), 0, Quality.BAD), buckets.get(1));
    }

    @Test
    public void buckets_withoutASample_areLeftOut() {
        history.store(List.of(real(0, 10), real(95, 10)));
        assertEquals(
                List.of(START, START.plusSeconds(90)),
                buckets(0, 100, 10).stream().map(HistoryBucket::start).toList());
    }

    @Test
    public void buckets_booleansAre0And1_textsHaveNone() {
        history.store(List.of(
                sample(FIRST, 0, new PointValue.Bool(true), Quality.GOOD),
                sample(FIRST, 15_000, new PointValue.Bool(false), Quality.UNCERTAIN),
                sample(SECOND, 0, new PointValue.Text("on"), Quality.GOOD)));
        assertEquals(
                new HistoryBucket(
                        START,
                        Optional.of(new HistoryBucket.Numbers(
                                new PointValue.Integer(0),
                                new PointValue.Integer(1),
                                new PointValue.Double(0.25),
                                new PointValue.Integer(0))),
                        2,
                        Quality.UNCERTAIN),
                only(buckets(0, 60, 1)));
        assertEquals(
                List.of(new HistoryBucket(START, Optional.empty(), 1, Quality.GOOD)),
                history.reader
                        .buckets(List.of(SECOND), START, START.plusSeconds(60), 1)
                        .series()
                        .get(0)
                        .entries());
    }

    @Test
    public void buckets_ofManyBlocks_areWhatTheSamplesSay() {
        Random random = new Random(4);
        List<Sample> samples = new ArrayList<>();
        long time = -100_000;
        for (int i = 0; i < 3_000; i++) {
            time += 20_000 + random.nextInt(20_000);
            samples.add(sample(
                    FIRST,
                    time,
                    new PointValue.Integer(random.nextInt(100)),
                    random.nextInt(20) == 0 ? Quality.BAD : Quality.GOOD));
        }
        history.store(samples.subList(0, 2_000));
        history.writer.pack();
        history.store(samples.subList(2_000, 3_000));
        long span = 70_000;
        List<HistoryBucket> buckets = buckets(0, span, 97);
        for (HistoryBucket bucket : buckets) {
            long index = Math.round(Duration.between(START, bucket.start()).toMillis() * 97.0 / (span * 1_000));
            Instant end = START.plusMillis(span * 1_000 * (index + 1) / 97);
            List<Sample> within = within(samples, bucket.start(), end);
            List<Sample> usable = within.stream()
                    .filter(sample -> sample.quality() != Quality.BAD)
                    .toList();
            assertEquals(usable.size(), bucket.count());
            assertEquals(
                    usable.stream().mapToLong(HistoryReaderTest::whole).max().orElseThrow(),
                    ((PointValue.Integer) bucket.numbers().orElseThrow().max()).value());
            assertEquals(
                    average(samples, bucket.start(), end),
                    ((PointValue.Double) bucket.numbers().orElseThrow().average()).value(),
                    1e-9);
        }
        assertEquals(97, buckets.size());
    }

    /** Millisecond by sample, the slow way. */
    private static double average(List<Sample> samples, Instant from, Instant to) {
        List<Sample> usable = samples.stream()
                .filter(sample -> sample.quality() != Quality.BAD)
                .toList();
        double area = 0;
        double held = 0;
        for (int i = 0; i < usable.size(); i++) {
            Instant begin = usable.get(i).timestamp();
            Instant end = begin.plus(usable.get(i).maxAge());
            if (i + 1 < usable.size() && usable.get(i + 1).timestamp().isBefore(end)) {
                end = usable.get(i + 1).timestamp();
            }
            begin = begin.isBefore(from) ? from : begin;
            end = end.isAfter(to) ? to : end;
            if (begin.isBefore(end)) {
                double millis = Duration.between(begin, end).toMillis();
                area += whole(usable.get(i)) * millis;
                held += millis;
            }
        }
        return area / held;
    }

    private List<HistoryBucket> buckets(long fromSeconds, long toSeconds, int count) {
        return history.reader
                .buckets(List.of(FIRST), START.plusSeconds(fromSeconds), START.plusSeconds(toSeconds), count)
                .series()
                .get(0)
                .entries();
    }

    private static HistoryBucket only(List<HistoryBucket> buckets) {
        assertEquals(1, buckets.size());
        return buckets.get(0);
    }

    private static long whole(Sample sample) {
        return ((PointValue.Integer) sample.value()).value();
    }

    private static List<Sample> within(List<Sample> samples, Instant from, Instant to) {
        return samples.stream()
                .filter(sample ->
                        !sample.timestamp().isBefore(from) && sample.timestamp().isBefore(to))
                .toList();
    }

    private static Sample real(long seconds, double value) {
        return sample(FIRST, seconds * 1_000, new PointValue.Real((float) value), Quality.GOOD);
    }

    private static Sample sample(PointId point, long millis, PointValue value, Quality quality) {
        return new Sample(point, value, quality, Set.of(), START.plusMillis(millis), Duration.ofSeconds(30));
    }
}
