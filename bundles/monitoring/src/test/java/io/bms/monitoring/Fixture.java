// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.site.Site;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeDriver;
import io.bms.testkit.FakeOverrides;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import io.bms.testkit.RecordingSink;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Monitoring on a fixture: a site, a driver and a sink that are fakes, and time that moves when told. */
final class Fixture {
    static final Duration SECOND = Duration.ofSeconds(1);

    final ManualClock clock = new ManualClock();
    final ManualScheduler scheduler = new ManualScheduler(clock);
    final FakeDriver driver = new FakeDriver(clock, scheduler);
    final FakeSiteStore store = new FakeSiteStore();
    final RecordingSink sink = new RecordingSink();
    /** How far the wall clock was set forward, or back, while time went on as ever. */
    Duration set = Duration.ZERO;

    final LaneMonitoring monitoring;

    /** Without a driver, until {@link #plugDriver()}. */
    Fixture(Site site) {
        this(site, WriteEnvelope.OPEN, new FakeOverrides());
    }

    /** The same with what may be written, and what was. */
    Fixture(Site site, WriteEnvelope envelope, FakeOverrides written) {
        store.preset(site);
        InstantSource wall = () -> clock.instant().plus(set);
        monitoring = new LaneMonitoring(
                store,
                written,
                new MonitoringSettings(
                        Duration.ofSeconds(30), 3, Duration.ofSeconds(5), Duration.ofSeconds(300), envelope),
                wall.withZone(ZoneOffset.UTC),
                scheduler,
                () -> Duration.between(ManualClock.START, clock.instant()).toNanos(),
                scheduler);
        store.listen(monitoring);
        monitoring.bindSink(sink);
    }

    static Fixture running(Site site) {
        Fixture fixture = new Fixture(site);
        fixture.plugDriver();
        return fixture;
    }

    void plugDriver() {
        monitoring.bindDriver(driver, Map.of());
    }

    CompletableFuture<CommandResult> command(Command command) {
        return monitoring.handle(command, progress -> {}).toCompletableFuture();
    }

    /** Carries a command out while time stands still. */
    CommandResult carriedOut(Command command) {
        CompletableFuture<CommandResult> answer = command(command);
        scheduler.runPending();
        return answer.getNow(null);
    }

    static Command.GetConfig discover(String... hosts) {
        return Command.GetConfig.discover(List.of(hosts).stream()
                .map(host -> new DiscoveryRequest.Target(host, OptionalInt.empty(), true))
                .toList());
    }

    static DiscoveredDevice at(String host, DiscoveredDevice device) {
        return new DiscoveredDevice(
                device.deviceId(),
                DeviceAddress.direct(host, 47808),
                device.name(),
                device.vendorName(),
                device.modelName(),
                device.objects(),
                device.complete());
    }

    static String host(int deviceId) {
        return Devices.discovered(deviceId, 0).address().host();
    }
}
