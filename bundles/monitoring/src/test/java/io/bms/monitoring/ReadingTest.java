// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static io.bms.monitoring.Fixture.SECOND;
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
        Fixture fixture = Fixture.running(Devices.site(devices));
        fixture.scheduler.advance(Duration.ofSeconds(60));
        assertEquals(50 * 10 * 60, fixture.sink.samples().size());
        List<Instant> times = fixture.sink.samples(Devices.point(33, 4)).stream()
                .map(Sample::timestamp)
                .toList();
        for (int i = 1; i < times.size(); i++) {
            assertEquals(SECOND, Duration.between(times.get(i - 1), times.get(i)));
        }
    }

    @Test
    public void start_longInterval_everyDeviceIsReadWithinTwoSeconds() {
        Fixture fixture = Fixture.running(
                Devices.site(Devices.device(1, 2, HALF_MINUTE), Devices.device(2, 2, Duration.ofHours(1))));
        fixture.scheduler.advance(Duration.ofSeconds(2));
        assertEquals(4, fixture.sink.samples().size());
    }

    @Test
    public void clockThatIsCertainlyWrong_makesGoodUncertainUntilItIsRight() {
        AtomicBoolean right = new AtomicBoolean(false);
        Fixture fixture = new Fixture(Devices.site(Devices.device(1, 1, SECOND)));
        fixture.monitoring.bindClockCheck(right::get);
        fixture.plugDriver();
        fixture.scheduler.advance(Duration.ofSeconds(3));
        assertTrue(fixture.sink.samples(POINT).stream().allMatch(sample -> sample.quality() == Quality.UNCERTAIN));
        right.set(true);
        fixture.scheduler.advance(Duration.ofSeconds(2));
        List<Sample> samples = fixture.sink.samples(POINT);
        assertEquals(Quality.GOOD, samples.get(samples.size() - 1).quality());
    }

    @Test
    public void slowDevice_neverHasTwoReadsAndSkipsWhatItMissed() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, SECOND)));
        fixture.driver.delay(1, Duration.ofMillis(2_500));
        fixture.scheduler.advance(Duration.ofSeconds(31));
        List<Instant> answers =
                fixture.sink.samples(POINT).stream().map(Sample::timestamp).toList();
        assertTrue("" + answers.size(), answers.size() == 10 || answers.size() == 9);
        for (int i = 1; i < answers.size(); i++) {
            assertEquals(Duration.ofSeconds(3), Duration.between(answers.get(i - 1), answers.get(i)));
        }
    }

    @Test
    public void deadDevice_stallsNoOther() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, SECOND), Devices.device(2, 1, SECOND)));
        fixture.driver.kill(1);
        fixture.driver.delay(1, Duration.ofSeconds(9));
        fixture.scheduler.advance(Duration.ofSeconds(60));
        assertEquals(60, fixture.sink.samples(Devices.point(2, 1)).size());
    }

    @Test
    public void deadDevice_isRetriedThenProbedWithOnePointAndReadWholeOnceItAnswers() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 3, SECOND)));
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofSeconds(2));
        Instant first = fixture.sink.samples(POINT).get(0).timestamp();
        fixture.scheduler.advance(Duration.ofSeconds(60));
        assertEquals(
                List.of(3, 3, 3, 3, 1, 1),
                fixture.driver.reads().stream()
                        .map(read -> read.points().size())
                        .toList());
        assertEquals(
                List.of(0L, 5L, 10L, 15L, 25L, 45L),
                fixture.sink.samples(POINT).stream()
                        .map(sample ->
                                Duration.between(first, sample.timestamp()).toSeconds())
                        .toList());
        assertTrue(fixture.sink.samples().stream()
                .allMatch(s -> s.quality() == Quality.BAD && s.value().equals(PointValue.NULL)));

        fixture.driver.revive(1);
        fixture.sink.clear();
        fixture.scheduler.advance(Duration.ofSeconds(30));
        List<Sample> samples = fixture.sink.samples();
        assertEquals(
                List.of(1, 3),
                fixture.sink.batches().stream()
                        .limit(2)
                        .map(b -> b.samples().size())
                        .toList());
        assertEquals(samples.get(0).timestamp(), samples.get(3).timestamp());
        assertEquals(
                Duration.ofSeconds(85), Duration.between(first, samples.get(0).timestamp()));
    }

    @Test
    public void onePointRefused_isBadAloneAndDeviceStaysOnline() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 2, SECOND)));
        fixture.driver.fail(POINT, new Failure(ErrorCode.DEVICE_ERROR, "unknown object"));
        fixture.scheduler.advance(Duration.ofSeconds(5));
        assertEquals(5, fixture.sink.samples(POINT).size());
        assertEquals(Quality.BAD, fixture.sink.samples(POINT).get(4).quality());
        assertEquals(
                Quality.GOOD, fixture.sink.samples(Devices.point(1, 2)).get(4).quality());
        assertTrue(fixture.monitoring.device(1).orElseThrow().online());
    }

    @Test
    public void device_deadAndBack_stateSaysSinceWhenAndWhy() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, SECOND)));
        fixture.scheduler.advance(Duration.ofSeconds(2));
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofSeconds(20));
        DeviceState dead = fixture.monitoring.device(1).orElseThrow();
        assertEquals(false, dead.online());
        assertTrue(dead.since().isBefore(ManualClock.START.plusSeconds(4)));
        assertEquals(ErrorCode.DEVICE_TIMEOUT, dead.lastFailure().orElseThrow().code());
    }

    @Test
    public void driverLeavesDuringARead_nothingIsInventedAndTheNextOneGoesOnAtOnce() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 2, SECOND)));
        fixture.driver.delay(1, Duration.ofMillis(100));
        fixture.driver.kill(1);
        fixture.scheduler.advance(
                LanePlan.of(Devices.device(1, 2, SECOND)).groups().get(0).first());
        assertEquals(1, fixture.driver.reads().size());
        fixture.monitoring.unbindDriver(fixture.driver);
        fixture.scheduler.advance(Duration.ofMillis(200));
        assertEquals(List.of(), fixture.sink.samples());
        assertEquals(MonitoringStatus.ERROR, fixture.monitoring.status());

        FakeDriver next = new FakeDriver(fixture.clock, fixture.scheduler);
        fixture.monitoring.bindDriver(next, Map.of());
        fixture.scheduler.runPending();
        assertEquals(2, fixture.sink.samples().size());
        assertEquals(Quality.GOOD, fixture.sink.samples().get(0).quality());
        assertEquals(MonitoringStatus.ACTIVE, fixture.monitoring.status());
    }

    /** As long as a swap of the driver takes less than an interval, no cycle is without its sample. */
    @Test
    public void driverAwayWhileAReadComesDue_isReadAtOnceWhenOneComes_andTheGridStays() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, SECOND)));
        fixture.scheduler.advance(Duration.ofSeconds(5));
        List<Sample> before = fixture.sink.samples(POINT);
        Instant last = before.get(before.size() - 1).timestamp();
        fixture.scheduler.advance(Duration.between(fixture.clock.instant(), last.plusMillis(900)));
        fixture.monitoring.unbindDriver(fixture.driver);
        fixture.scheduler.advance(Duration.ofMillis(900));
        fixture.monitoring.bindDriver(new FakeDriver(fixture.clock, fixture.scheduler), Map.of());
        fixture.scheduler.advance(Duration.ofMillis(1500));
        List<Long> after = fixture.sink.samples(POINT).stream()
                .map(sample -> Duration.between(last, sample.timestamp()).toMillis())
                .filter(ms -> ms > 0)
                .toList();
        assertEquals(List.of(1800L, 2000L, 3000L), after);
    }

    @Test
    public void driverAway_valuesTurnUncertainOnceAfterThreeIntervalsWithTheirTime() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, SECOND)));
        fixture.scheduler.advance(Duration.ofSeconds(5));
        fixture.monitoring.unbindDriver(fixture.driver);
        Sample last = fixture.monitoring.latest(POINT).orElseThrow();
        fixture.sink.clear();
        fixture.scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), fixture.sink.samples());
        fixture.scheduler.advance(Duration.ofSeconds(60));
        assertEquals(List.of(QualityRule.unconfirmed(last)), fixture.sink.samples());
    }

    @Test
    public void twoDrivers_higherRankedIsUsed() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, SECOND)));
        FakeDriver better = new FakeDriver(fixture.clock, fixture.scheduler);
        fixture.monitoring.bindDriver(better, Map.of("service.ranking", 1));
        fixture.scheduler.advance(Duration.ofSeconds(3));
        assertEquals(
                List.of(0, 3),
                List.of(fixture.driver.reads().size(), better.reads().size()));
    }

    @Test
    public void status_noDriver_isAnErrorAfterTenSeconds() {
        Fixture fixture = new Fixture(Devices.site(Devices.device(1, 1, SECOND)));
        fixture.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(MonitoringStatus.INITIALIZING, fixture.monitoring.status());
        fixture.scheduler.advance(SECOND);
        assertEquals(MonitoringStatus.ERROR, fixture.monitoring.status());
    }

    @Test
    public void stop_sendsEachPointOnceMoreAsUncertainAndReadsNoMoreUntilStart() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 2, SECOND)));
        fixture.scheduler.advance(Duration.ofSeconds(3));
        Sample last = fixture.monitoring.latest(POINT).orElseThrow();
        fixture.sink.clear();
        assertEquals(
                new CommandResult.Monitored(MonitoringStatus.STOPPED),
                fixture.carriedOut(new Command.StopMonitoring()));
        fixture.scheduler.advance(Duration.ofMinutes(5));
        assertEquals(2, fixture.sink.samples().size());
        assertEquals(List.of(QualityRule.unconfirmed(last)), fixture.sink.samples(POINT));
        assertEquals(false, fixture.store.current().monitoringWanted());

        fixture.sink.clear();
        assertEquals(
                new CommandResult.Monitored(MonitoringStatus.ACTIVE),
                fixture.carriedOut(new Command.StartMonitoring()));
        fixture.scheduler.advance(Duration.ofSeconds(5));
        assertEquals(10, fixture.sink.samples().size());
    }

    @Test
    public void restart_whileStopped_readsNothing() {
        Fixture before = Fixture.running(Devices.site(Devices.device(1, 1, SECOND)));
        before.carriedOut(new Command.StopMonitoring());
        Fixture after = Fixture.running(before.store.current());
        after.scheduler.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), after.driver.reads());
        assertEquals(MonitoringStatus.STOPPED, after.monitoring.status());
    }

    @Test
    public void siteChanged_nothingNewForTheReads_keepsTheGrid() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, Duration.ofHours(1))));
        fixture.scheduler.advance(Duration.ofSeconds(20));
        fixture.monitoring.siteChanged(Devices.site(Devices.device(1, 1, Duration.ofHours(1))));
        fixture.scheduler.advance(Duration.ofSeconds(2));
        assertEquals(1, fixture.driver.reads().size());
    }

    @Test
    public void siteChanged_deviceRemoved_isReadNoMoreAndForgotten() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, SECOND), Devices.device(2, 1, SECOND)));
        fixture.scheduler.advance(Duration.ofSeconds(3));
        fixture.monitoring.siteChanged(Devices.site(Devices.device(2, 1, SECOND)));
        fixture.scheduler.advance(Duration.ofSeconds(3));
        assertEquals(
                List.of(3, 6),
                List.of(fixture.driver.reads(1).size(), fixture.driver.reads(2).size()));
        assertTrue(fixture.monitoring.latest(POINT).isEmpty());
        assertTrue(fixture.monitoring.device(1).isEmpty());
        assertEquals(List.of(1), fixture.driver.forgotten());
    }

    @Test
    public void driverNeverAnswers_laneGoesOnAfterItsDeadline() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 1, SECOND)));
        fixture.driver.delay(1, Duration.ofDays(1));
        fixture.scheduler.advance(Duration.ofSeconds(2));
        fixture.driver.delay(1, Duration.ZERO);
        fixture.scheduler.advance(Lane.EXCHANGE_DEADLINE.plusSeconds(10));
        assertEquals(Quality.BAD, fixture.sink.samples(POINT).get(0).quality());
        assertEquals(
                Quality.GOOD, fixture.monitoring.latest(POINT).orElseThrow().quality());
    }

    @Test
    public void failing_pointThatItsDeviceRefuses_isThereUntilItIsReadAgain() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 2, SECOND)));
        Failure failure = new Failure(ErrorCode.DEVICE_ERROR, "unknown-object");
        fixture.driver.fail(Devices.point(1, 2), failure);
        fixture.scheduler.advance(Duration.ofSeconds(3));
        assertEquals(Map.of(Devices.point(1, 2), failure), fixture.monitoring.failing());
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofSeconds(30));
        assertEquals("its device is silent", Map.of(Devices.point(1, 2), failure), fixture.monitoring.failing());
        fixture.driver.revive(1);
        fixture.driver.mend(Devices.point(1, 2));
        fixture.scheduler.advance(Duration.ofMinutes(10));
        assertEquals(Map.of(), fixture.monitoring.failing());
    }
}
