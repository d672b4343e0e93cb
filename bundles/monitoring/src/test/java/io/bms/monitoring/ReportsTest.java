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

    private static Bench running(ReadMode mode, Reporting network, boolean accepted) {
        Bench bench = new Bench(Devices.site(device(mode)));
        bench.driver.reporting(network, accepted);
        bench.plugDriver();
        bench.scheduler.advance(Duration.ofSeconds(4));
        return bench;
    }

    @Test
    public void cov_acceptedPoints_areReadByTheSafetyPollOnly() {
        Bench bench = running(ReadMode.COV, Reporting.NEVER, true);
        assertEquals(2, bench.driver.watches().get(1).points().size());
        bench.sink.clear();
        int before = bench.driver.reads().size();
        bench.scheduler.advance(Duration.ofMinutes(30));
        int reads = bench.driver.reads().size() - before;
        assertTrue(reads + " reads in 30 minutes", reads >= 5 && reads <= 7);
        bench.driver.report(POINT, new PointValue.Real(7));
        bench.scheduler.runPending();
        Sample sample = bench.monitoring.latest(POINT).orElseThrow();
        assertEquals(new PointValue.Real(7), sample.value());
        assertEquals(Quality.GOOD, sample.quality());
        assertEquals("not stale between safety polls", Duration.ofSeconds(900), sample.maxAge());
    }

    @Test
    public void cov_pointReadOnRequest_isNotStaleBeforeTheNextSafetyPoll() {
        Bench bench = running(ReadMode.COV, Reporting.NEVER, true);
        CompletableFuture<Sample> read = bench.monitoring.read(POINT).toCompletableFuture();
        bench.scheduler.runPending();
        assertEquals(Duration.ofSeconds(900), read.getNow(null).maxAge());
    }

    @Test
    public void cov_refusedPoints_arePolledAsEver() {
        Bench bench = running(ReadMode.COV, Reporting.NEVER, false);
        int before = bench.driver.reads().size();
        bench.scheduler.advance(Duration.ofSeconds(100));
        int reads = bench.driver.reads().size() - before;
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
        Bench bench = running(ReadMode.AUTO, Reporting.WHERE_IT_PAYS, true);
        for (int i = 0; i < 40; i++) {
            bench.driver.value(POINT, new PointValue.Real(i));
            bench.scheduler.advance(TEN);
        }
        assertEquals(List.of(Devices.point(1, 2)), bench.driver.watches().get(1).points());
    }

    @Test
    public void auto_watchedPointThatBecomesBusy_isReadAgain() {
        Bench bench = running(ReadMode.AUTO, Reporting.WHERE_IT_PAYS, true);
        bench.scheduler.advance(Duration.ofSeconds(300));
        assertEquals(2, bench.driver.watches().get(1).points().size());
        for (int i = 0; i < 900; i++) {
            bench.driver.report(POINT, new PointValue.Real(i));
            bench.scheduler.advance(Duration.ofSeconds(1));
        }
        assertEquals(List.of(Devices.point(1, 2)), bench.driver.watches().get(1).points());
    }

    @Test
    public void safetyPoll_differsFromTheLastReport_subscribesAgain() {
        Bench bench = running(ReadMode.COV, Reporting.NEVER, true);
        var first = bench.driver.watches().get(1);
        bench.driver.value(POINT, new PointValue.Real(0.4f));
        bench.scheduler.advance(Duration.ofSeconds(400));
        assertTrue("within the increment", first == bench.driver.watches().get(1));
        bench.driver.value(POINT, new PointValue.Real(3));
        bench.scheduler.advance(Duration.ofSeconds(400));
        assertTrue("beyond it", first != bench.driver.watches().get(1));
    }

    @Test
    public void safetyPoll_findsAWrongValueOfWhateverType_withinItsInterval() {
        for (PointValue changed : List.of(
                new PointValue.Bool(true),
                new PointValue.Integer(3),
                new PointValue.Double(7),
                new PointValue.Text("b"))) {
            Bench bench = running(ReadMode.COV, Reporting.NEVER, true);
            PointValue before = changed instanceof PointValue.Bool
                    ? new PointValue.Bool(false)
                    : changed instanceof PointValue.Integer
                            ? new PointValue.Integer(1)
                            : changed instanceof PointValue.Double
                                    ? new PointValue.Double(1)
                                    : new PointValue.Text("a");
            bench.driver.report(POINT, before);
            bench.driver.value(POINT, changed);
            var first = bench.driver.watches().get(1);
            bench.scheduler.advance(Duration.ofSeconds(300));
            assertEquals(
                    "wrong no longer than that",
                    changed,
                    bench.monitoring.latest(POINT).orElseThrow().value());
            assertTrue(
                    "subscribed again at once", first != bench.driver.watches().get(1));
        }
    }

    @Test
    public void auto_refusedPoint_isAskedForAgainAfterAnHour() {
        Bench bench = running(ReadMode.AUTO, Reporting.WHERE_IT_PAYS, false);
        bench.scheduler.advance(Duration.ofSeconds(300));
        assertEquals(List.of(), bench.driver.watches().get(1).points());
        bench.driver.reporting(Reporting.WHERE_IT_PAYS, true);
        bench.scheduler.advance(Duration.ofMinutes(50));
        assertEquals(List.of(), bench.driver.watches().get(1).points());
        bench.scheduler.advance(Duration.ofMinutes(15));
        assertEquals(2, bench.driver.watches().get(1).points().size());
    }

    @Test
    public void silence_endsReportsAndTheReturnBeginsThemAnew() {
        Bench bench = running(ReadMode.COV, Reporting.NEVER, true);
        var first = bench.driver.watches().get(1);
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofSeconds(400));
        bench.driver.revive(1);
        bench.driver.announce(device(ReadMode.COV).ref());
        bench.scheduler.advance(Duration.ofSeconds(3));
        assertTrue(bench.monitoring.device(1).orElseThrow().online());
        assertTrue(first != bench.driver.watches().get(1));
    }

    @Test
    public void monitoringStopped_nothingIsWatched() {
        Bench bench = running(ReadMode.COV, Reporting.NEVER, true);
        bench.carriedOut(new io.bms.api.command.Command.StopMonitoring());
        assertEquals(List.of(), bench.driver.watches().get(1).points());
    }

    @Test
    public void announced_deadDevice_isReadWithinSeconds() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofMinutes(20));
        bench.driver.revive(1);
        bench.sink.clear();
        bench.driver.announce(device(ReadMode.POLL).ref());
        bench.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(Quality.GOOD, bench.sink.samples(POINT).get(0).quality());
    }

    @Test
    public void announced_deadDeviceThatAnswersOnlyAfterAWhile_isBackWithinHalfAMinute() {
        for (int startsIn : List.of(2, 12, 19)) {
            Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
            bench.driver.kill(1);
            bench.driver.delay(1, Duration.ofSeconds(3));
            bench.scheduler.advance(Duration.ofMinutes(30));
            bench.driver.announce(device(ReadMode.POLL).ref());
            bench.scheduler.advance(Duration.ofSeconds(startsIn));
            bench.driver.revive(1);
            bench.driver.delay(1, Duration.ZERO);
            bench.scheduler.advance(Duration.ofSeconds(30 - startsIn));
            assertTrue(
                    "it started in " + startsIn + " s",
                    bench.monitoring.device(1).orElseThrow().online());
        }
    }

    @Test
    public void announced_againAndAgainByADeviceThatDoesNotAnswer_costsAProbeInFiveSeconds() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofMinutes(30));
        int before = bench.driver.reads(1).size();
        for (int second = 0; second < 600; second += 2) {
            bench.driver.announce(device(ReadMode.POLL).ref());
            bench.scheduler.advance(Duration.ofSeconds(2));
        }
        var probes = bench.driver.reads(1).subList(before, bench.driver.reads(1).size());
        assertTrue("" + probes.size(), probes.size() <= 1 + 600 / 5);
        assertTrue(probes.stream().allMatch(probe -> probe.points().size() == 1));
    }

    @Test
    public void announced_fromElsewhereSoonAfterItsKnownAddress_isLookedAtInTenSeconds() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        bench.driver.silence(device(ReadMode.POLL).address());
        bench.scheduler.advance(Duration.ofMinutes(1));
        bench.driver.announce(device(ReadMode.POLL).ref());
        bench.scheduler.advance(Duration.ofSeconds(2));
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(ELSEWHERE, bench.store.current().devices().get(1).address());
    }

    @Test
    public void announced_fromElsewhereWhileTheKnownIsSilent_hasMoved() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        DeviceAddress old = device(ReadMode.POLL).address();
        bench.driver.silence(old);
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(ELSEWHERE, bench.store.current().devices().get(1).address());
        assertTrue(bench.monitoring.problems().isEmpty());
    }

    @Test
    public void announced_fromElsewhereWhileTheKnownAnswers_isADuplicateAndNotMerged() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(
                device(ReadMode.POLL).address(),
                bench.store.current().devices().get(1).address());
        assertEquals("duplicate_instance", bench.monitoring.problems().get(0).code());
    }

    @Test
    public void announced_byAReportedDuplicateOnceTheFirstIsSilent_takesNothingOver() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        DeviceAddress home = device(ReadMode.POLL).address();
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofSeconds(1));
        bench.driver.silence(home);
        bench.scheduler.advance(Duration.ofMinutes(1));
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofMinutes(1));
        assertEquals(home, bench.store.current().devices().get(1).address());
        String problem = bench.monitoring.problems().get(0).message();
        assertTrue(
                problem,
                problem.contains("another instance number") && problem.contains("remove it and discover again"));
    }

    @Test
    public void discovered_aloneAfterADuplicate_theProblemIsGoneAndItIsFollowedAgain() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofSeconds(11));
        DiscoveredDevice found = Devices.discovered(1, 2);
        bench.driver.discoverable(new DiscoveryReport(List.of(found), List.of(), List.of()), Duration.ZERO);
        bench.carriedOut(Bench.discover(found.address().host()));
        assertEquals(
                "the other one was not asked", 1, bench.monitoring.problems().size());
        bench.carriedOut(Bench.discover());
        assertTrue(bench.monitoring.problems().isEmpty());
        bench.driver.silence(found.address());
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(ELSEWHERE, bench.store.current().devices().get(1).address());
    }

    @Test
    public void announced_byADeviceOfAnotherVendorWhileTheKnownIsSilent_isADuplicateAndNotMerged() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 2, TEN)));
        bench.scheduler.advance(Duration.ofSeconds(4));
        DeviceAddress home = device(ReadMode.POLL).address();
        bench.driver.vendor(ELSEWHERE, "another");
        bench.driver.silence(home);
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(home, bench.store.current().devices().get(1).address());
        assertEquals("duplicate_instance", bench.monitoring.problems().get(0).code());
    }

    @Test
    public void announced_byAnotherRouter_isTheSameDeviceAndFollowedOnceTheFirstRouterIsSilent() {
        DeviceAddress one = new DeviceAddress("127.0.9.1", 47808, OptionalInt.of(5), Optional.of("0a"));
        DeviceAddress other = new DeviceAddress("127.0.9.2", 47808, OptionalInt.of(5), Optional.of("0a"));
        Device device = device(ReadMode.POLL);
        Bench bench = Bench.running(Devices.site(new Device(1, one, device.name(), "", "", true, device.points())));
        bench.scheduler.advance(Duration.ofSeconds(4));
        bench.driver.announce(new DeviceRef(1, other));
        bench.scheduler.advance(Duration.ofSeconds(1));
        assertTrue(bench.monitoring.problems().isEmpty());
        bench.driver.silence(one);
        bench.scheduler.advance(Duration.ofMinutes(1));
        bench.driver.announce(new DeviceRef(1, other));
        bench.scheduler.advance(Duration.ofSeconds(1));
        assertEquals(other, bench.store.current().devices().get(1).address());
    }

    @Test
    public void announced_deadDeviceFromElsewhereWhileItsKnownAddressAnswersAgain_isReadAtOnce() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofMinutes(20));
        bench.driver.revive(1);
        bench.driver.announce(new DeviceRef(1, ELSEWHERE));
        bench.scheduler.advance(Duration.ofSeconds(1));
        assertTrue(bench.monitoring.device(1).orElseThrow().online());
        assertEquals(1, bench.monitoring.problems().size());
    }

    @Test
    public void path_saysHowWhenAndWhatNext() {
        Bench bench = running(ReadMode.POLL, Reporting.NEVER, true);
        CompletableFuture<ReadPath> path = bench.monitoring.path(POINT).toCompletableFuture();
        bench.scheduler.runPending();
        ReadPath now = path.getNow(null);
        assertTrue(now.nextDue().orElseThrow().isAfter(bench.clock.instant()));
        assertTrue(now.nextDue().orElseThrow().isBefore(bench.clock.instant().plusSeconds(16)));
        assertTrue(now.lastSuccess().isPresent() && now.lastError().isEmpty());
    }
}
