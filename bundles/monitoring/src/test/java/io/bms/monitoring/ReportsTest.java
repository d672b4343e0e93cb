// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.PointDriver.Reporting;
import io.bms.api.monitoring.Monitoring.ReadPath;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeSiteStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

/** Points that their devices report by themselves, and devices that announce themselves. */
public class ReportsTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final PointId POINT = Devices.point(1, 1);
    private static final DeviceAddress ELSEWHERE = DeviceAddress.direct("127.0.9.77", 47808);

    private static Device device(ReadMode mode) {
        DiscoveredDevice found = Devices.discovered(1, 2);
        Device device = FakeSiteStore.device(found, TEN);
        return new Device(
                1,
                device.address(),
                device.name(),
                "",
                "",
                true,
                device.points().stream()
                        .map(point -> new Point(withIncrement(point.object()), true, TEN, 0, mode))
                        .toList());
    }

    private static DiscoveredObject withIncrement(DiscoveredObject object) {
        return new DiscoveredObject(
                object.pointId(),
                object.name(),
                object.units(),
                object.description(),
                true,
                List.of(),
                OptionalDouble.of(0.5),
                PointValue.NULL);
    }

    private static Fixture running(ReadMode mode, Reporting network, boolean accepted) {
        Fixture fixture = new Fixture(Devices.site(device(mode)));
        fixture.driver.reporting(network, accepted);
        fixture.plugDriver();
        fixture.scheduler.advance(Duration.ofSeconds(4));
        return fixture;
    }

    @Test
    public void cov_acceptedPoints_areReadByTheSafetyPollOnly() {
        Fixture fixture = running(ReadMode.COV, Reporting.NEVER, true);
        assertEquals(2, fixture.driver.watches().get(1).points().size());
        fixture.sink.clear();
        int before = fixture.driver.reads().size();
        fixture.scheduler.advance(Duration.ofMinutes(30));
        int reads = fixture.driver.reads().size() - before;
        assertTrue(reads + " reads in 30 minutes", reads >= 5 && reads <= 7);
        fixture.driver.report(POINT, new PointValue.Real(7));
        fixture.scheduler.runPending();
        Sample sample = fixture.monitoring.latest(POINT).orElseThrow();
        assertEquals(new PointValue.Real(7), sample.value());
        assertEquals(Quality.GOOD, sample.quality());
        assertEquals("not stale between safety polls", Duration.ofSeconds(900), sample.maxAge());
    }

    @Test
    public void cov_pointReadOnRequest_isNotStaleBeforeTheNextSafetyPoll() {
        Fixture fixture = running(ReadMode.COV, Reporting.NEVER, true);
        CompletableFuture<Sample> read = fixture.monitoring.read(POINT).toCompletableFuture();
        fixture.scheduler.runPending();
        assertEquals(Duration.ofSeconds(900), read.getNow(null).maxAge());
    }

    @Test
    public void cov_refusedPoints_arePolledAsEver() {
        Fixture fixture = running(ReadMode.COV, Reporting.NEVER, false);
        int before = fixture.driver.reads().size();
        fixture.scheduler.advance(Duration.ofSeconds(100));
        int reads = fixture.driver.reads().size() - before;
        assertTrue(reads + " reads in 100 s", reads >= 9);
    }

    @Test
    public void network_thatReports_winsOverAutoAndNotOverPoll() {
        assertEquals(
                2,
                running(ReadMode.AUTO, Reporting.ALWAYS, true)
                        .driver
                        .watches()
                        .get(1)
                        .points()
                        .size());
        assertTrue(
                running(ReadMode.POLL, Reporting.ALWAYS, true).driver.watches().isEmpty());
        assertTrue(
                running(ReadMode.AUTO, Reporting.NEVER, true).driver.watches().isEmpty());
    }

    @Test
    public void auto_quietPoint_isWatchedAndABusyOneIsRead() {
        Fixture fixture = running(ReadMode.AUTO, Reporting.WHERE_IT_PAYS, true);
        for (int i = 0; i < 40; i++) {
            fixture.driver.value(POINT, new PointValue.Real(i));
            fixture.scheduler.advance(TEN);
        }
        assertEquals(
                List.of(Devices.point(1, 2)), fixture.driver.watches().get(1).points());
    }

    @Test
    public void auto_watchedPointThatBecomesBusy_isReadAgain() {
        Fixture fixture = running(ReadMode.AUTO, Reporting.WHERE_IT_PAYS, true);
        fixture.scheduler.advance(Duration.ofSeconds(300));
        assertEquals(2, fixture.driver.watches().get(1).points().size());
        for (int i = 0; i < 900; i++) {
            fixture.driver.report(POINT, new PointValue.Real(i));
            fixture.scheduler.advance(Duration.ofSeconds(1));
        }
        assertEquals(
                List.of(Devices.point(1, 2)), fixture.driver.watches().get(1).points());
    }

    @Test
    public void safetyPoll_differsFromTheLastReport_subscribesAgain() {
        Fixture fixture = running(ReadMode.COV, Reporting.NEVER, true);
        var first = fixture.driver.watches().get(1);
        fixture.driver.value(POINT, new PointValue.Real(0.4f));
        fixture.scheduler.advance(Duration.ofSeconds(400));
        assertTrue("within the increment", first == fixture.driver.watches().get(1));
        fixture.driver.value(POINT, new PointValue.Real(3));
        fixture.scheduler.advance(Duration.ofSeconds(400));
        assertTrue("beyond it", first != fixture.driver.watches().get(1));
    }

    @Test
    public void safetyPoll_findsAWrongValueOfWhateverType_withinItsInterval() {
        for (PointValue changed : List.of(
                new PointValue.Bool(true),
                new PointValue.Integer(3),
                new PointValue.Double(7),
                new PointValue.Text("b"))) {
            Fixture fixture = running(ReadMode.COV, Reporting.NEVER, true);
            PointValue before = changed instanceof PointValue.Bool
                    ? new PointValue.Bool(false)
                    : changed instanceof PointValue.Integer
                            ? new PointValue.Integer(1)
                            : changed instanceof PointValue.Double
                                    ? new PointValue.Double(1)
                                    : new PointValue.Text("a");
            fixture.driver.report(POINT, before);
            fixture.driver.value(POINT, changed);
            var first = fixture.driver.watches().get(1);
            fixture.scheduler.advance(Duration.ofSeconds(300));
            assertEquals(
                    "wrong no longer than that",
                    changed,
                    fixture.monitoring.latest(POINT).orElseThrow().value());
            assertTrue(
                    "subscribed again at once",
                    first != fixture.driver.watches().get(1));
        }
    }

    @Test
    public void auto_refusedPoint_isAskedForAgainAfterAnHour() {
        Fixture fixture = running(ReadMode.AUTO, Reporting.WHERE_IT_PAYS, false);
        fixture.scheduler.advance(Duration.ofSeconds(300));
        assertEquals(List.of(), fixture.driver.watches().get(1).points());
        fixture.driver.reporting(Reporting.WHERE_IT_PAYS, true);
        fixture.scheduler.advance(Duration.ofMinutes(50));
        assertEquals(List.of(), fixture.driver.watches().get(1).points());
        fixture.scheduler.advance(Duration.ofMinutes(15));
        assertEquals(2, fixture.driver.watches().get(1).points().size());
    }

    @Test
    public void silence_endsReportsAndTheReturnBeginsThemAnew() {
        Fixture fixture = running(ReadMode.COV, Reporting.NEVER, true);
        var first = fixture.driver.watches().get(1);
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofSeconds(400));
        fixture.driver.revive(1);
        fixture.driver.announce(device(ReadMode.COV).ref());
        fixture.scheduler.advance(Duration.ofSeconds(3));
        assertTrue(fixture.monitoring.device(1).orElseThrow().online());
        assertTrue(first != fixture.driver.watches().get(1));
    }

    @Test
    public void monitoringStopped_nothingIsWatched() {
        Fixture fixture = running(ReadMode.COV, Reporting.NEVER, true);
        fixture.carriedOut(new io.bms.api.command.Command.StopMonitoring());
        assertEquals(List.of(), fixture.driver.watches().get(1).points());
    }

    @Test
    public void announced_deadDevice_isReadWithinSeconds() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofMinutes(20));
        fixture.driver.revive(1);
        fixture.sink.clear();
        fixture.driver.announce(device(ReadMode.POLL).ref());
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(Quality.GOOD, fixture.sink.samples(POINT).get(0).quality());
    }

    @Test
    public void announced_deadDeviceThatAnswersOnlyAfterAWhile_isBackWithinHalfAMinute() {
        for (int startsIn : List.of(2, 12, 19)) {
            Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
            fixture.driver.kill(1);
            fixture.driver.delay(1, Duration.ofSeconds(3));
            fixture.scheduler.advance(Duration.ofMinutes(30));
            fixture.driver.announce(device(ReadMode.POLL).ref());
            fixture.scheduler.advance(Duration.ofSeconds(startsIn));
            fixture.driver.revive(1);
            fixture.driver.delay(1, Duration.ZERO);
            fixture.scheduler.advance(Duration.ofSeconds(30 - startsIn));
            assertTrue(
                    "it started in " + startsIn + " s",
                    fixture.monitoring.device(1).orElseThrow().online());
        }
    }

    @Test
    public void announced_againAndAgainByADeviceThatDoesNotAnswer_costsAProbeInFiveSeconds() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofMinutes(30));
        int before = fixture.driver.reads(1).size();
        for (int second = 0; second < 600; second += 2) {
            fixture.driver.announce(device(ReadMode.POLL).ref());
            fixture.scheduler.advance(Duration.ofSeconds(2));
        }
        var probes =
                fixture.driver.reads(1).subList(before, fixture.driver.reads(1).size());
        assertTrue("" + probes.size(), probes.size() <= 1 + 600 / 5);
        assertTrue(probes.stream().allMatch(probe -> probe.points().size() == 1));
    }

    @Test
    public void announced_fromElsewhereSoonAfterItsKnownAddress_isLookedAtInTenSeconds() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        fixture.driver.silence(device(ReadMode.POLL).address());
        fixture.scheduler.advance(Duration.ofMinutes(1));
        fixture.driver.announce(device(ReadMode.POLL).ref());
        fixture.scheduler.advance(Duration.ofSeconds(2));
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(ELSEWHERE, fixture.store.current().devices().get(1).address());
    }

    @Test
    public void announced_fromElsewhereWhileTheKnownIsSilent_hasMoved() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        DeviceAddress old = device(ReadMode.POLL).address();
        fixture.driver.silence(old);
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(ELSEWHERE, fixture.store.current().devices().get(1).address());
        assertTrue(fixture.monitoring.problems().isEmpty());
    }

    @Test
    public void announced_fromElsewhereWhileTheKnownAnswers_isADuplicateAndNotMerged() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(
                device(ReadMode.POLL).address(),
                fixture.store.current().devices().get(1).address());
        assertEquals("duplicate_instance", fixture.monitoring.problems().get(0).code());
    }

    @Test
    public void announced_byAReportedDuplicateOnceTheFirstIsSilent_takesNothingOver() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        DeviceAddress home = device(ReadMode.POLL).address();
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        fixture.driver.silence(home);
        fixture.scheduler.advance(Duration.ofMinutes(1));
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofMinutes(1));
        assertEquals(home, fixture.store.current().devices().get(1).address());
        String problem = fixture.monitoring.problems().get(0).message();
        assertTrue(
                problem,
                problem.contains("another instance number") && problem.contains("remove it and discover again"));
    }

    @Test
    public void discovered_aloneAfterADuplicate_theProblemIsGoneAndItIsFollowedAgain() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofSeconds(11));
        DiscoveredDevice found = Devices.discovered(1, 2);
        fixture.driver.discoverable(new DiscoveryReport(List.of(found), List.of(), List.of()), Duration.ZERO);
        fixture.carriedOut(Fixture.discover(found.address().host()));
        assertEquals(
                "the other one was not asked", 1, fixture.monitoring.problems().size());
        fixture.carriedOut(Fixture.discover());
        assertTrue(fixture.monitoring.problems().isEmpty());
        fixture.driver.silence(found.address());
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(ELSEWHERE, fixture.store.current().devices().get(1).address());
    }

    @Test
    public void announced_byADeviceOfAnotherVendorWhileTheKnownIsSilent_isADuplicateAndNotMerged() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 2, TEN)));
        fixture.scheduler.advance(Duration.ofSeconds(4));
        DeviceAddress home = device(ReadMode.POLL).address();
        fixture.driver.vendor(ELSEWHERE, "another");
        fixture.driver.silence(home);
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(home, fixture.store.current().devices().get(1).address());
        assertEquals("duplicate_instance", fixture.monitoring.problems().get(0).code());
    }

    @Test
    public void announced_byAnotherRouter_isTheSameDeviceAndFollowedOnceTheFirstRouterIsSilent() {
        DeviceAddress one = new DeviceAddress("127.0.9.1", 47808, OptionalInt.of(5), Optional.of("0a"));
        DeviceAddress other = new DeviceAddress("127.0.9.2", 47808, OptionalInt.of(5), Optional.of("0a"));
        Device device = device(ReadMode.POLL);
        Fixture fixture =
                Fixture.running(Devices.site(new Device(1, one, device.name(), "", "", true, device.points())));
        fixture.scheduler.advance(Duration.ofSeconds(4));
        fixture.driver.announce(new DeviceRef(1, other));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertTrue(fixture.monitoring.problems().isEmpty());
        fixture.driver.silence(one);
        fixture.scheduler.advance(Duration.ofMinutes(1));
        fixture.driver.announce(new DeviceRef(1, other));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(other, fixture.store.current().devices().get(1).address());
    }

    @Test
    public void announced_deadDeviceFromElsewhereWhileItsKnownAddressAnswersAgain_isReadAtOnce() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofMinutes(20));
        fixture.driver.revive(1);
        fixture.driver.announce(new DeviceRef(1, ELSEWHERE));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        assertTrue(fixture.monitoring.device(1).orElseThrow().online());
        assertEquals(1, fixture.monitoring.problems().size());
    }

    @Test
    public void path_saysHowWhenAndWhatNext() {
        Fixture fixture = running(ReadMode.POLL, Reporting.NEVER, true);
        CompletableFuture<ReadPath> path = fixture.monitoring.path(POINT).toCompletableFuture();
        fixture.scheduler.runPending();
        ReadPath now = path.getNow(null);
        assertTrue(now.nextDue().orElseThrow().isAfter(fixture.clock.instant()));
        assertTrue(now.nextDue().orElseThrow().isBefore(fixture.clock.instant().plusSeconds(16)));
        assertTrue(now.lastSuccess().isPresent() && now.lastError().isEmpty());
    }
}
