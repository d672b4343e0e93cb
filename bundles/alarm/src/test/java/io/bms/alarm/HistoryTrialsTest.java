// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmTrial;
import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.history.HistoryStore;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.Test;

/** Rules on a past that is written down. */
public class HistoryTrialsTest {
    private static final PointId POINT = Devices.point(1, 1);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Instant START = ManualClock.START;

    private final ManualClock clock = new ManualClock();
    private final List<Sample> past = new ArrayList<>();
    private final HistoryTrials trials = new HistoryTrials(clock);

    /** Gives two samples a page. */
    private final HistoryStore history = new HistoryStore() {
        @Override
        public HistoryPage<Sample> samples(
                List<PointId> points, Instant from, Instant to, int limit, Optional<String> cursor) {
            PointId point = points.get(0);
            List<Sample> all = past.stream()
                    .filter(sample -> sample.pointId().equals(point))
                    .toList();
            int first = cursor.map(Integer::valueOf).orElse(0);
            int last = Math.min(all.size(), first + 2);
            return new HistoryPage<>(
                    List.of(new HistoryPage.Series<>(point, all.subList(first, last))),
                    last < all.size() ? Optional.of(String.valueOf(last)) : Optional.empty(),
                    Set.of());
        }

        @Override
        public HistoryPage<HistoryBucket> buckets(List<PointId> points, Instant from, Instant to, int count) {
            throw new UnsupportedOperationException();
        }
    };

    private static AlarmRule above28(int delay, int clearDelay) {
        return new AlarmRule(
                "x",
                POINT,
                new AlarmRule.Limits(OptionalDouble.empty(), OptionalDouble.of(28), 0.5),
                Duration.ofSeconds(delay),
                Duration.ofSeconds(clearDelay),
                AlarmPriority.HIGH,
                Optional.empty());
    }

    private void was(int second, double value) {
        was(POINT, second, value);
    }

    private void was(PointId point, int second, double value) {
        past.add(new Sample(
                point,
                new PointValue.Real((float) value),
                Quality.GOOD,
                Set.of(),
                START.plusSeconds(second),
                INTERVAL));
    }

    private AlarmTrial tried(AlarmRule rule, int end) {
        trials.bindHistory(history);
        clock.advance(Duration.ofSeconds(end));
        return trials.tryOut(rule, Duration.ofSeconds(end));
    }

    private static AlarmTrial.Onset onset(int at, Integer goneAt) {
        return new AlarmTrial.Onset(
                START.plusSeconds(at), Optional.ofNullable(goneAt).map(START::plusSeconds));
    }

    @Test
    public void onsets_comeAfterTheDelay_andGoByDeadbandAndClearDelay() {
        was(0, 20);
        was(30, 31);
        was(60, 31);
        was(90, 31);
        was(120, 27.8);
        was(150, 20);
        was(180, 20);
        was(210, 31);
        was(240, 20);
        was(270, 20);
        assertEquals(new AlarmTrial(START, 10, 1, List.of(onset(75, 160))), tried(above28(45, 10), 280));
    }

    @Test
    public void onset_thatIsStillThere_hasNoEnd() {
        was(0, 31);
        was(30, 31);
        assertEquals(List.of(onset(60, null)), tried(above28(60, 0), 80).newest());
    }

    @Test
    public void gap_isNoOffence() {
        was(0, 31);
        was(1_000, 20);
        assertEquals(0, tried(above28(100, 0), 1_010).onsets());
    }

    @Test
    public void many_areCounted_andTheNewestKept() {
        for (int i = 0; i < 300; i++) {
            was(30 * i, i % 2 == 0 ? 31 : 20);
        }
        AlarmTrial trial = tried(above28(0, 0), 9_010);
        assertEquals(150, trial.onsets());
        assertEquals(AlarmTrial.MOST, trial.newest().size());
        assertEquals(onset(8_940, 8_970), trial.newest().get(AlarmTrial.MOST - 1));
    }

    /** The other point is listed after the first, and its samples lie between those of the first. */
    @Test
    public void comparedAndSuppressed_theSamplesOfAllPointsAreTakenInTheirOrder() {
        for (int second = 0; second < 600; second += 30) {
            was(second, second < 300 ? 25 : 20);
        }
        PointId setpoint = Devices.point(1, 2);
        PointId fan = Devices.point(1, 3);
        for (int second = 5; second < 600; second += 30) {
            was(setpoint, second, 20);
            was(fan, second, second < 120 ? 0 : 1);
        }
        AlarmRule rule = new AlarmRule(
                "x",
                POINT,
                new AlarmRule.Deviation(
                        setpoint, new AlarmRule.Limits(OptionalDouble.empty(), OptionalDouble.of(2), 0)),
                Duration.ofSeconds(60),
                Duration.ZERO,
                AlarmPriority.HIGH,
                Optional.empty(),
                Optional.of(new AlarmRule.SuppressWhen(fan, new AlarmRule.States(Set.of(0)), Duration.ofSeconds(45))));
        // Seen on at 125; held to 170, judged again at 180.
        assertEquals(new AlarmTrial(START, 20, 1, List.of(onset(240, 300))), tried(rule, 600));
    }

    @Test
    public void other_thatHasNoValueAnyMore_endsNothing() {
        PointId setpoint = Devices.point(1, 2);
        was(setpoint, 0, 20);
        for (int second = 0; second < 300; second += 30) {
            was(second, 25);
        }
        AlarmRule rule = new AlarmRule(
                "x",
                POINT,
                new AlarmRule.Mismatch(setpoint),
                Duration.ofSeconds(60),
                Duration.ZERO,
                AlarmPriority.HIGH,
                Optional.empty());
        assertEquals(List.of(onset(60, null)), tried(rule, 310).newest());
    }

    @Test
    public void history_thatIsNotThere_isSaid() {
        assertThrows(IllegalStateException.class, () -> trials.tryOut(above28(0, 0), INTERVAL));
    }
}
