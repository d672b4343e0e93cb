// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static io.bms.monitoring.Bench.SECOND;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeDriver;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.Test;

/** What the lanes make of a site, seen at driver and sink. */
public class ReadingTest {
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
    private static final PointId POINT = Devices.point(1, 1);

    @Test
    public void everySecond_manyDevices_exactlyOneSamplePerPointAndSecond() {
        Device[] devices = IntStream.rangeClosed(1, 50)
                .mapToObj(id -> Devices.device(id, 10, SECOND))
                .toArray(Device[]::new);
        Bench bench = Bench.running(Devices.site(devices));
        bench.scheduler.advance(Duration.ofSeconds(60));
        assertEquals(50 * 10 * 60, bench.sink.samples().size());
        List<Instant> times = bench.sink.samples(Devices.point(33, 4)).stream()
                .map(Sample::timestamp)
                .toList();
        for (int i = 1; i < times.size(); i++) {
            assertEquals(SECOND, Duration.between(times.get(i - 1), times.get(i)));
        }
    }

    @Test
    public void start_longInterval_everyDeviceIsReadWithinTwoSeconds() {
        Bench bench = Bench.running(
                Devices.site(Devices.device(1, 2, HALF_MINUTE), Devices.device(2, 2, Duration.ofHours(1))));
        bench.scheduler.advance(Duration.ofSeconds(2));
        assertEquals(4, bench.sink.samples().size());
    }

    @Test
    public void clockThatIsCertainlyWrong_makesGoodUncertainUntilItIsRight() {
        AtomicBoolean right = new AtomicBoolean(false);
        Bench bench = new Bench(Devices.site(Devices.device(1, 1, SECOND)));
        bench.monitoring.bindClockCheck(right::get);
        bench.plugDriver();
        bench.scheduler.advance(Duration.ofSeconds(3));
        assertTrue(bench.sink.samples(POINT).stream().allMatch(sample -> sample.quality() == Quality.UNCERTAIN));
        right.set(true);
        bench.scheduler.advance(Duration.ofSeconds(2));
        List<Sample> samples = bench.sink.samples(POINT);
        assertEquals(Quality.GOOD, samples.get(samples.size() - 1).quality());
    }

    @Test
    public void slowDevice_neverHasTwoReadsAndSkipsWhatItMissed() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 1, SECOND)));
        bench.driver.delay(1, Duration.ofMillis(2_500));
        bench.scheduler.advance(Duration.ofSeconds(31));
        List<Instant> answers =
                bench.sink.samples(POINT).stream().map(Sample::timestamp).toList();
        assertTrue("" + answers.size(), answers.size() == 10 || answers.size() == 9);
        for (int i = 1; i < answers.size(); i++) {
            assertEquals(Duration.ofSeconds(3), Duration.between(answers.get(i - 1), answers.get(i)));
        }
    }

    @Test
    public void deadDevice_stallsNoOther() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 1, SECOND), Devices.device(2, 1, SECOND)));
        bench.driver.kill(1);
        bench.driver.delay(1, Duration.ofSeconds(9));
        bench.scheduler.advance(Duration.ofSeconds(60));
        assertEquals(60, bench.sink.samples(Devices.point(2, 1)).size());
    }

    @Test
    public void deadDevice_isRetriedThenProbedWithOnePointAndReadWholeOnceItAnswers() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 3, SECOND)));
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofSeconds(2));
        Instant first = bench.sink.samples(POINT).get(0).timestamp();
        bench.scheduler.advance(Duration.ofSeconds(60));
        assertEquals(
                List.of(3, 3, 3, 3, 1, 1),
                bench.driver.reads().stream().map(read -> read.points().size()).toList());
        assertEquals(
                List.of(0L, 5L, 10L, 15L, 25L, 45L),
                bench.sink.samples(POINT).stream()
                        .map(sample ->
                                Duration.between(first, sample.timestamp()).toSeconds())
                        .toList());
        assertTrue(bench.sink.samples().stream()
                .allMatch(s -> s.quality() == Quality.BAD && s.value().equals(PointValue.NULL)));

        bench.driver.revive(1);
        bench.sink.clear();
        bench.scheduler.advance(Duration.ofSeconds(30));
        List<Sample> samples = bench.sink.samples();
        assertEquals(
                List.of(1, 3),
                bench.sink.batches().stream()
                        .limit(2)
                        .map(b -> b.samples().size())
                        .toList());
        assertEquals(samples.get(0).timestamp(), samples.get(3).timestamp());
        assertEquals(
                Duration.ofSeconds(85), Duration.between(first, samples.get(0).timestamp()));
    }

    @Test
    public void onePointRefused_isBadAloneAndDeviceStaysOnline() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 2, SECOND)));
        bench.driver.fail(POINT, new Failure(ErrorCode.DEVICE_ERROR, "unknown object"));
        bench.scheduler.advance(Duration.ofSeconds(5));
        assertEquals(5, bench.sink.samples(POINT).size());
        assertEquals(Quality.BAD, bench.sink.samples(POINT).get(4).quality());
        assertEquals(
                Quality.GOOD, bench.sink.samples(Devices.point(1, 2)).get(4).quality());
        assertTrue(bench.monitoring.device(1).orElseThrow().online());
    }

    @Test
    public void device_deadAndBack_stateSaysSinceWhenAndWhy() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 1, SECOND)));
        bench.scheduler.advance(Duration.ofSeconds(2));
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofSeconds(20));
        DeviceState dead = bench.monitoring.device(1).orElseThrow();
        assertEquals(false, dead.online());
        assertTrue(dead.since().isBefore(ManualClock.START.plusSeconds(4)));
        assertEquals(ErrorCode.DEVICE_TIMEOUT, dead.lastFailure().orElseThrow().code());
    }

    @Test
    public void driverLeavesDuringARead_nothingIsInventedAndTheNextOneGoesOnAtOnce() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 2, SECOND)));
        bench.driver.delay(1, Duration.ofMillis(100));
        bench.driver.kill(1);
        bench.scheduler.advance(
                LanePlan.of(Devices.device(1, 2, SECOND)).groups().get(0).first());
        assertEquals(1, bench.driver.reads().size());
        bench.monitoring.unbindDriver(bench.driver);
        bench.scheduler.advance(Duration.ofMillis(200));
        assertEquals(List.of(), bench.sink.samples());
        assertEquals(MonitoringStatus.ERROR, bench.monitoring.status());

        FakeDriver next = new FakeDriver(bench.clock, bench.scheduler);
        bench.monitoring.bindDriver(next, Map.of());
        bench.scheduler.runPending();
        assertEquals(2, bench.sink.samples().size());
        assertEquals(Quality.GOOD, bench.sink.samples().get(0).quality());
        assertEquals(MonitoringStatus.ACTIVE, bench.monitoring.status());
    }

    @Test
    public void driverAway_valuesTurnUncertainOnceAfterThreeIntervalsWithTheirTime() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 1, SECOND)));
        bench.scheduler.advance(Duration.ofSeconds(5));
        bench.monitoring.unbindDriver(bench.driver);
        Sample last = bench.monitoring.latest(POINT).orElseThrow();
        bench.sink.clear();
        bench.scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), bench.sink.samples());
        bench.scheduler.advance(Duration.ofSeconds(60));
        assertEquals(List.of(QualityRule.unconfirmed(last)), bench.sink.samples());
    }

    @Test
    public void twoDrivers_higherRankedIsUsed() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 1, SECOND)));
        FakeDriver better = new FakeDriver(bench.clock, bench.scheduler);
        bench.monitoring.bindDriver(better, Map.of("service.ranking", 1));
        bench.scheduler.advance(Duration.ofSeconds(3));
        assertEquals(
                List.of(0, 3),
                List.of(bench.driver.reads().size(), better.reads().size()));
    }

    @Test
    public void status_noDriver_isAnErrorAfterTenSeconds() {
        Bench bench = new Bench(Devices.site(Devices.device(1, 1, SECOND)));
        bench.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(MonitoringStatus.INITIALIZING, bench.monitoring.status());
        bench.scheduler.advance(SECOND);
        assertEquals(MonitoringStatus.ERROR, bench.monitoring.status());
    }

    @Test
    public void stop_sendsEachPointOnceMoreAsUncertainAndReadsNoMoreUntilStart() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 2, SECOND)));
        bench.scheduler.advance(Duration.ofSeconds(3));
        Sample last = bench.monitoring.latest(POINT).orElseThrow();
        bench.sink.clear();
        assertEquals(
                new CommandResult.Monitored(MonitoringStatus.STOPPED), bench.carriedOut(new Command.StopMonitoring()));
        bench.scheduler.advance(Duration.ofMinutes(5));
        assertEquals(2, bench.sink.samples().size());
        assertEquals(List.of(QualityRule.unconfirmed(last)), bench.sink.samples(POINT));
        assertEquals(false, bench.store.current().monitoringWanted());

        bench.sink.clear();
        assertEquals(
                new CommandResult.Monitored(MonitoringStatus.ACTIVE), bench.carriedOut(new Command.StartMonitoring()));
        bench.scheduler.advance(Duration.ofSeconds(5));
        assertEquals(10, bench.sink.samples().size());
    }

    @Test
    public void restart_whileStopped_readsNothing() {
        Bench before = Bench.running(Devices.site(Devices.device(1, 1, SECOND)));
        before.carriedOut(new Command.StopMonitoring());
        Bench after = Bench.running(before.store.current());
        after.scheduler.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), after.driver.reads());
        assertEquals(MonitoringStatus.STOPPED, after.monitoring.status());
    }

    @Test
    public void siteChanged_nothingNewForTheReads_keepsTheGrid() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 1, Duration.ofHours(1))));
        bench.scheduler.advance(Duration.ofSeconds(20));
        bench.monitoring.siteChanged(Devices.site(Devices.device(1, 1, Duration.ofHours(1))));
        bench.scheduler.advance(Duration.ofSeconds(2));
        assertEquals(1, bench.driver.reads().size());
    }

    @Test
    public void siteChanged_deviceRemoved_isReadNoMoreAndForgotten() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 1, SECOND), Devices.device(2, 1, SECOND)));
        bench.scheduler.advance(Duration.ofSeconds(3));
        bench.monitoring.siteChanged(Devices.site(Devices.device(2, 1, SECOND)));
        bench.scheduler.advance(Duration.ofSeconds(3));
        assertEquals(
                List.of(3, 6),
                List.of(bench.driver.reads(1).size(), bench.driver.reads(2).size()));
        assertTrue(bench.monitoring.latest(POINT).isEmpty());
        assertTrue(bench.monitoring.device(1).isEmpty());
        assertEquals(List.of(1), bench.driver.forgotten());
    }

    @Test
    public void driverNeverAnswers_laneGoesOnAfterItsDeadline() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 1, SECOND)));
        bench.driver.delay(1, Duration.ofDays(1));
        bench.scheduler.advance(Duration.ofSeconds(2));
        bench.driver.delay(1, Duration.ZERO);
        bench.scheduler.advance(Lane.EXCHANGE_DEADLINE.plusSeconds(10));
        assertEquals(Quality.BAD, bench.sink.samples(POINT).get(0).quality());
        assertEquals(Quality.GOOD, bench.monitoring.latest(POINT).orElseThrow().quality());
    }

    @Test
    public void failing_pointThatItsDeviceRefuses_isThereUntilItIsReadAgain() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 2, SECOND)));
        Failure failure = new Failure(ErrorCode.DEVICE_ERROR, "unknown-object");
        bench.driver.fail(Devices.point(1, 2), failure);
        bench.scheduler.advance(Duration.ofSeconds(3));
        assertEquals(Map.of(Devices.point(1, 2), failure), bench.monitoring.failing());
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofSeconds(30));
        assertEquals("its device is silent", Map.of(Devices.point(1, 2), failure), bench.monitoring.failing());
        bench.driver.revive(1);
        bench.driver.mend(Devices.point(1, 2));
        bench.scheduler.advance(Duration.ofMinutes(10));
        assertEquals(Map.of(), bench.monitoring.failing());
    }
}
