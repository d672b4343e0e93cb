// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.PointDriver;
import io.bms.api.site.Device;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeDriver;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.Test;

/** Several networks, each with a driver of its own. */
public class DriverGroupTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final FakeDriver office = new FakeDriver(clock, scheduler);
    private final FakeDriver plant = new FakeDriver(clock, scheduler);
    private final DriverGroup group = new DriverGroup(Map.of("default", office, "plant", plant));

    private static DiscoveryReport report(String host, int... ids) {
        List<DiscoveredDevice> devices = new ArrayList<>();
        for (int id : ids) {
            DiscoveredDevice device = Devices.discovered(id, 1);
            devices.add(new DiscoveredDevice(
                    id, DeviceAddress.direct(host, 47808), device.name(), "", "", device.objects(), true));
        }
        return new DiscoveryReport(devices, List.of(), List.of());
    }

    private DiscoveryReport discover(List<String> networks, String... hosts) {
        return group.discover(
                        new DiscoveryRequest(
                                List.of(hosts).stream()
                                        .map(host -> new DiscoveryRequest.Target(host, OptionalInt.empty(), true))
                                        .toList(),
                                List.of(),
                                networks,
                                SECOND),
                        progress -> {})
                .toCompletableFuture()
                .getNow(null);
    }

    @Test
    public void read_eachDevice_byTheDriverThatReachesIt() {
        office.reach("10.1.0.");
        plant.reach("10.2.0.");
        Fixture fixture = new Fixture(Devices.site());
        fixture.monitoring.bindDriver(office, Map.of());
        fixture.monitoring.bindDriver(plant, Map.of(PointDriver.NETWORK, "plant"));
        fixture.monitoring.siteChanged(Devices.site(at(1, "10.1.0.5"), at(2, "10.2.0.5"), at(3, "192.168.9.9")));
        fixture.scheduler.advance(Duration.ofSeconds(5));
        assertTrue(office.reads(1).size() > 0 && plant.reads(1).isEmpty());
        assertTrue(plant.reads(2).size() > 0 && office.reads(2).isEmpty());
        assertTrue("what none reaches goes to the default one", office.reads(3).size() > 0);
        fixture.monitoring.unbindDriver(plant);
        fixture.scheduler.advance(Duration.ofSeconds(5));
        assertTrue("one network is left", office.reads(2).size() > 0);
    }

    @Test
    public void discover_broadcast_asksAllAndReportsAnInstanceOnTwoNetworks() {
        office.discoverable(report("10.1.0.5", 1, 7), Duration.ZERO);
        plant.discoverable(report("10.2.0.5", 2, 7), Duration.ZERO);
        DiscoveryReport all = discover(List.of());
        assertEquals(
                List.of(1, 2, 7),
                all.devices().stream().map(DiscoveredDevice::deviceId).toList());
        assertEquals(
                List.of("10.1.0.5:47808", "10.2.0.5:47808"),
                all.conflicts().get(0).addresses());
        assertEquals(
                List.of(2, 7),
                discover(List.of("plant")).devices().stream()
                        .map(DiscoveredDevice::deviceId)
                        .toList());
    }

    @Test
    public void discover_unknownNetwork_saysWhichThereAre() {
        assertTrue(discover(List.of("roof"))
                .unreachable()
                .get(0)
                .failure()
                .message()
                .contains("default, plant"));
        assertEquals(List.of(), office.discoveries());
    }

    @Test
    public void discover_addresses_eachByTheDriverThatReachesIt() {
        office.reach("10.1.0.");
        plant.reach("10.2.0.");
        discover(List.of(), "10.2.0.9", "10.1.0.9");
        assertEquals("10.2.0.9", plant.discoveries().get(0).targets().get(0).host());
        assertEquals(1, plant.discoveries().get(0).targets().size());
        assertEquals("10.1.0.9", office.discoveries().get(0).targets().get(0).host());
    }

    @Test
    public void discover_addresses_oneSubnetTwoPorts_eachByTheDriverOfItsPort() {
        plant.reach("10.1.0.", OptionalInt.of(47809));
        group.discover(
                new DiscoveryRequest(
                        List.of(
                                new DiscoveryRequest.Target("10.1.0.5", OptionalInt.of(47808), true),
                                new DiscoveryRequest.Target("10.1.0.6", OptionalInt.of(47809), true)),
                        List.of(),
                        List.of(),
                        SECOND),
                progress -> {});
        assertEquals("10.1.0.5", office.discoveries().get(0).targets().get(0).host());
        assertEquals("10.1.0.6", plant.discoveries().get(0).targets().get(0).host());
    }

    @Test
    public void everyMethodOfADriver_isOverridden() {
        List<String> forgotten = Stream.of(PointDriver.class.getMethods())
                .filter(method -> !isDeclared(method))
                .map(Method::getName)
                .toList();
        assertEquals("what falls back to a default on a site of several networks", List.of(), forgotten);
    }

    private static boolean isDeclared(Method method) {
        return Stream.of(DriverGroup.class.getDeclaredMethods())
                .anyMatch(own -> own.getName().equals(method.getName())
                        && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
    }

    @Test
    public void progress_isTheMeanOfAllAndNeverFalls() {
        List<DiscoveryProgress> told = new ArrayList<>();
        JointProgress joint = new JointProgress(List.of("a", "b"), told::add);
        joint.of("a").accept(new DiscoveryProgress(50, "x", 1, OptionalInt.empty()));
        joint.of("b").accept(new DiscoveryProgress(100, "y", 2, OptionalInt.of(4)));
        joint.of("a").accept(new DiscoveryProgress(100, "x", 1, OptionalInt.empty()));
        assertEquals(
                List.of(25, 75, 100),
                told.stream().map(DiscoveryProgress::percent).toList());
        assertEquals(3, told.get(2).devicesFound());
    }

    private static Device at(int id, String host) {
        return FakeSiteStore.device(Fixture.at(host, Devices.discovered(id, 1)), SECOND);
    }
}
