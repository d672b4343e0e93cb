// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.testkit.Await;
import io.bms.testkit.ManualClock;
import io.bms.timeseries.block.RandomSamples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class HistoryWriterTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private Path data;
    private History history;

    @Before
    public void open() {
        data = folder.getRoot().toPath();
        history = new History(data, new TimeseriesSettings(Duration.ofDays(30), 1L << 30), clock);
    }

    @After
    public void close() {
        history.close();
    }

    @Test
    public void samples_ofEveryKind_comeBackExactlyBeforeAndAfterPackingAndARestart() {
        List<Sample> samples = RandomSamples.mixed(new Random(3), 2_000);
        history.store(samples.subList(0, 900));
        history.writer.pack();
        history.store(samples.subList(900, 2_000));
        List<Sample> expected = byTime(samples);
        assertEquals(expected, history.all(RandomSamples.POINT));
        history.writer.pack();
        assertEquals(expected, history.all(RandomSamples.POINT));
        restart();
        assertEquals(expected, history.all(RandomSamples.POINT));
    }

    @Test
    public void samples_ofAClockSetBack_areSortedAcrossBlocksAndRows() {
        Instant start = clock.instant();
        List<Sample> forward = ramp(start, 200);
        List<Sample> again = ramp(start.plusSeconds(45), 200);
        history.store(forward);
        history.writer.pack();
        history.store(again.subList(0, 100));
        history.writer.pack();
        history.store(again.subList(100, 200));
        List<Sample> both = new ArrayList<>(forward);
        both.addAll(again);
        assertEquals(byTime(both), history.all(History.POINT));
    }

    @Test
    public void work_manyRows_areOnlyPackedWhereTheyAreWorthABlock() {
        history.store(ramp(clock.instant(), TimeseriesSettings.ROWS));
        assertEquals(0, count("sample"));
        assertTrue(count("block") >= TimeseriesSettings.ROWS / 512);
        history.store(ramp(clock.instant().plus(Duration.ofDays(20)), TimeseriesSettings.LEAST - 1));
        history.writer.pack();
        assertEquals(TimeseriesSettings.LEAST - 1, count("sample"));
        assertEquals(
                TimeseriesSettings.ROWS + TimeseriesSettings.LEAST - 1,
                history.all(History.POINT).size());
    }

    @Test
    public void pack_anyRows_leavesTheCheckpointToTheStepThatFollows() throws IOException {
        Random random = new Random(1);
        history.store(IntStream.range(0, 20_000)
                .mapToObj(i -> History.real(clock.instant().plusSeconds(i), random.nextFloat()))
                .toList());
        history.database.read(connection -> Tables.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)"));
        history.database.read(connection -> Tables.letCheckpoint(connection, 10));
        byte[] before = Files.readAllBytes(data.resolve("runtime.db"));
        history.writer.pack();
        assertEquals(0, count("sample"));
        assertTrue(Files.size(data.resolve("runtime.db-wal")) > 10 * 4_096);
        assertArrayEquals(before, Files.readAllBytes(data.resolve("runtime.db")));
        assertEquals(
                10, (long) history.database.read(connection -> Tables.number(connection, "PRAGMA wal_autocheckpoint")));
        history.database.read(Tables::checkpoint);
        assertFalse(Arrays.equals(before, Files.readAllBytes(data.resolve("runtime.db"))));
    }

    @Test
    public void packAndClean_samplesThatComeMeanwhile_areWrittenInBetween() {
        history.close();
        history = new History(data, new TimeseriesSettings(Duration.ofDays(30), 1L << 30), clock, 0);
        history.store(ramp(clock.instant(), 100));
        Sample second = ramp(clock.instant().plus(Duration.ofDays(1)), 1).get(0);
        history.queue.add(List.of(second));
        history.writer.pack();
        assertEquals("not packed with those before it", 1, count("sample"));
        assertEquals(0, history.queue.size());
        Sample third = ramp(clock.instant().plus(Duration.ofDays(31)), 1).get(0);
        history.queue.add(List.of(third));
        clock.advance(Duration.ofDays(32));
        clean();
        assertEquals(0, history.queue.size());
        assertEquals(List.of(third), history.all(History.POINT));
    }

    @Test
    public void pack_inPortions_losesAndDoublesNothingOfAnyPoint_andFreesPagesAsWhole() {
        int seconds = 40;
        List<PointId> points = IntStream.range(0, 2_000)
                .mapToObj(i -> new PointId(1, "analogInput", i))
                .toList();
        List<PointId> mixed = new ArrayList<>(points);
        Collections.shuffle(mixed, new Random(1));
        for (int second = 0; second < seconds; second++) {
            Instant time = clock.instant().plusSeconds(second);
            // Of each twentieth point too few for a block.
            boolean all = second < TimeseriesSettings.LEAST - 1;
            history.queue.add(mixed.stream()
                    .filter(point -> all || point.instance() % 20 != 0)
                    .map(point -> sample(point, time, point.instance()))
                    .toList());
            history.writer.work();
        }
        assertEquals(0, count("block"));
        int[] pauses = new int[1];
        Packing packing = new Packing(history.database, TimeseriesSettings.LEAST, 16_000, 8_000, () -> pauses[0]++);
        int portions = 0;
        long free = 0;
        for (Optional<Packing.Portion> portion = packing.next(); portion.isPresent(); portion = packing.next()) {
            history.database.transact(portion.get()::store);
            portions++;
            // A reader sees each sample once, whichever of its points are packed.
            for (int i : List.of(0, 1, 700, 1_999)) {
                assertEquals(
                        i % 20 == 0 ? TimeseriesSettings.LEAST - 1 : seconds,
                        history.all(points.get(i)).size());
            }
            long now = history.database.read(connection -> Tables.number(connection, "PRAGMA freelist_count"));
            assertTrue("free pages after portion " + portions + ": " + now, now > free || portions == 5);
            free = now;
        }
        assertEquals(5, portions);
        assertEquals(10 + portions * 10, pauses[0]);
        assertEquals(100 * (TimeseriesSettings.LEAST - 1), count("sample"));
        for (PointId point : points) {
            assertTrue(history.all(point).stream()
                    .allMatch(sample -> sample.equals(sample(point, sample.timestamp(), point.instance()))));
        }
    }

    @Test
    public void clean_olderThanRetention_goesAndThePagesAreGivenBack() throws IOException {
        String text = "x".repeat(500);
        history.store(IntStream.range(0, 5_000)
                .mapToObj(i -> new Sample(
                        History.POINT,
                        new PointValue.Text(text + i),
                        Quality.GOOD,
                        Set.of(),
                        clock.instant().plusSeconds(i),
                        Duration.ofSeconds(1)))
                .toList());
        List<Sample> kept = ramp(clock.instant().plus(Duration.ofDays(29)), 100);
        history.store(kept);
        clock.advance(Duration.ofDays(32));
        long before = history.database.read(connection -> Tables.number(connection, "PRAGMA page_count"));
        clean();
        assertEquals(kept, history.all(History.POINT));
        long pages = history.database.read(connection -> Tables.number(connection, "PRAGMA page_count"));
        assertTrue(before + " pages became " + pages, before > 1_000 && pages < 600);
        history.database.read(connection -> Tables.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)"));
        assertEquals(pages * 4_096, Files.size(data.resolve("runtime.db")));
    }

    @Test
    public void clean_overTheSize_dropsTheOldestOnly() {
        restart(new TimeseriesSettings(Duration.ofDays(365), 200_000));
        Random random = new Random(1);
        List<Sample> samples = IntStream.range(0, 200_000)
                .mapToObj(i -> History.real(clock.instant().plusSeconds(i), random.nextFloat()))
                .toList();
        for (int i = 0; i < samples.size(); i += 10_000) {
            history.store(samples.subList(i, i + 10_000));
            history.writer.pack();
        }
        clean();
        List<Sample> kept = history.all(History.POINT);
        assertTrue(history.database.read(Retention::usedBytes) <= 200_000);
        assertTrue("kept " + kept.size(), kept.size() < 200_000);
        assertEquals(samples.subList(samples.size() - kept.size(), samples.size()), kept);
    }

    @Test
    public void work_diskFull_dropsTheOldestSaysSoAndRecovers() {
        Random random = new Random(1);
        Instant start = clock.instant();
        for (int i = 0; i < 60; i++) {
            int from = i * 1_000;
            history.store(IntStream.range(from, from + 1_000)
                    .mapToObj(n -> History.real(start.plusSeconds(n), random.nextFloat()))
                    .toList());
        }
        history.writer.pack();
        long full = 1 + history.database.read(connection -> Tables.number(connection, "PRAGMA page_count"));
        history.database.read(connection -> execute(connection, "PRAGMA max_page_count = " + full));
        Instant last = start.plusSeconds(100_000);
        while (!history.problems.has(HistoryProblems.DISK_FULL)) {
            last = last.plusSeconds(30_000);
            assertTrue("never full", last.isBefore(start.plus(Duration.ofDays(100))));
            history.store(ramp(last, 1_000));
        }
        history.store(ramp(start.plus(Duration.ofDays(300)), 10));
        assertFalse("over once a write went through", history.problems.has(HistoryProblems.DISK_FULL));
        List<Sample> kept = history.all(History.POINT);
        assertTrue("the oldest is gone", kept.get(0).timestamp().isAfter(start));
        assertEquals(
                start.plus(Duration.ofDays(300)).plusSeconds(270),
                kept.get(kept.size() - 1).timestamp());
        Instant failed = last;
        assertEquals(
                "what did not fit at first is stored",
                1_000,
                kept.stream()
                        .map(Sample::timestamp)
                        .filter(time -> !time.isBefore(failed) && time.isBefore(failed.plusSeconds(30_000)))
                        .count());
    }

    @Test
    public void pack_killedMidway_losesAndDoublesNothing() throws IOException, InterruptedException {
        List<Sample> samples = RandomSamples.mixed(new Random(5), 3_000);
        history.store(samples);
        history.close();
        Process packer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HalfPacker.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(packer.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("packed 3000", out.readLine());
        } finally {
            packer.destroyForcibly().waitFor();
        }
        history = new History(data);
        assertEquals(3_000, count("sample"));
        assertEquals(0, count("block"));
        assertEquals(byTime(samples), history.all(RandomSamples.POINT));
        history.writer.pack();
        assertEquals(byTime(samples), history.all(RandomSamples.POINT));
    }

    private void restart() {
        restart(new TimeseriesSettings(Duration.ofDays(30), 1L << 30));
    }

    private void restart(TimeseriesSettings settings) {
        history.close();
        history = new History(data, settings, clock);
    }

    private void clean() {
        Await.until(history.writer::clean, Duration.ofMinutes(5), "all is deleted that has to be");
    }

    private long count(String table) {
        return history.database.read(connection -> Tables.number(connection, "SELECT count(*) FROM " + table));
    }

    static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static Sample sample(PointId point, Instant time, double value) {
        return new Sample(
                point, new PointValue.Real((float) value), Quality.GOOD, Set.of(), time, Duration.ofSeconds(1));
    }

    private static List<Sample> ramp(Instant start, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> History.real(start.plusSeconds(30L * i), i / 100.0))
                .toList();
    }

    private static List<Sample> byTime(List<Sample> samples) {
        return samples.stream().sorted(Comparator.comparing(Sample::timestamp)).toList();
    }
}
