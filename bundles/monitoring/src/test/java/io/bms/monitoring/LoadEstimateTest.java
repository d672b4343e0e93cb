// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;

import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.PointDriver.Reporting;
import io.bms.api.monitoring.NetworkLoad;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class LoadEstimateTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private static Command.GetConfig everySecond(boolean preview) {
        Command.GetConfig command = Command.GetConfig.poll(Optional.of(Duration.ofSeconds(1)));
        return preview ? command.previewed() : command;
    }

    private static NetworkLoad load(Fixture fixture) {
        return ((CommandResult.Previewed) fixture.carriedOut(everySecond(true))).load();
    }

    @Test
    public void preview_addsUpTheDevicesBusiestFirst() {
        NetworkLoad load = load(Fixture.running(Devices.site(Devices.device(1, 25, TEN), Devices.device(2, 60, TEN))));
        assertEquals(4, load.requestsPerSecond(), 1e-9);
        assertEquals((4 * 20 + 85 * 34) * 60, load.bytesPerMinute(), 1e-9);
        assertEquals(
                List.of(2, 1),
                load.devices().stream().map(NetworkLoad.DeviceLoad::deviceId).toList());
    }

    @Test
    public void preview_deviceThatIsReadSingly_costsTwoRequestsAPoint() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 25, TEN)));
        fixture.driver.propertiesPerRequest(1, 1);
        assertEquals(50, load(fixture).requestsPerSecond(), 1e-9);
    }

    /** A device of 25 points that are to be reported by rule. */
    private static double requestsPerSecond(boolean accepted) {
        Device polled = Devices.device(1, 25, TEN);
        Fixture fixture = new Fixture(Devices.site(new Device(
                1,
                polled.address(),
                polled.name(),
                "",
                "",
                true,
                polled.points().stream()
                        .map(point -> new Point(point.object(), true, TEN, 0, ReadMode.COV))
                        .toList())));
        fixture.driver.reporting(Reporting.NEVER, accepted);
        fixture.plugDriver();
        fixture.scheduler.advance(Duration.ofSeconds(4));
        return load(fixture).requestsPerSecond();
    }

    @Test
    public void preview_pointsThatAreReported_costTheSafetyPollAndTheRenewal() {
        assertEquals((1 + 25) / 300.0, requestsPerSecond(true), 1e-9);
    }

    @Test
    public void preview_pointsWhoseReportsWereRefused_arePolled() {
        assertEquals(1, requestsPerSecond(false), 1e-9);
    }

    @Test
    public void preview_withoutADriver_expectsWhatMostDevicesCan() {
        assertEquals(
                2, load(new Fixture(Devices.site(Devices.device(1, 50, TEN)))).requestsPerSecond(), 1e-9);
    }

    @Test
    public void preview_saysTheLoadAndChangesNothing() {
        Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 50, Duration.ofSeconds(10))));
        CommandResult.Previewed previewed = (CommandResult.Previewed) fixture.carriedOut(everySecond(true));
        assertEquals(2, previewed.load().requestsPerSecond(), 1e-9);
        assertEquals(
                Duration.ofSeconds(10),
                fixture.store.current().devices().get(1).points().get(0).interval());
        assertEquals(List.of(), fixture.store.changes());
    }
}
