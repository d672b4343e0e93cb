// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;

import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.site.Site;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeSiteStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.Test;

public class FindingsTest {
    private static final String ELSEWHERE = "127.0.9.200";
    private static final Site SITE =
            Devices.site(Devices.device(1, 1, Duration.ofSeconds(1)), Devices.device(2, 1, Duration.ofSeconds(1)));
    private static final DiscoveredDevice AT_HOME = Devices.discovered(1, 1);
    private static final DiscoveredDevice MOVED = Fixture.at(ELSEWHERE, AT_HOME);

    @Test
    public void of_sameAddress_isKept() {
        assertEquals(
                List.of(AT_HOME),
                Findings.of(Fixture.discover(), found(AT_HOME), SITE, id -> true)
                        .devices());
    }

    @Test
    public void of_whatTheDeviceDidNotSay_staysAsItIsKnown() {
        DiscoveredDevice mute = new DiscoveredDevice(1, AT_HOME.address(), "", " ", "", List.of(), false);
        DiscoveredDevice fresh = new DiscoveredDevice(99, MOVED.address(), "", "", "", List.of(), false);
        List<DiscoveredDevice> named = Findings.of(
                        Fixture.discover(),
                        new DiscoveryReport(List.of(mute, fresh), List.of(), List.of()),
                        SITE,
                        id -> true)
                .devices();
        assertEquals(SITE.devices().get(1).name(), named.get(0).name());
        assertEquals(SITE.devices().get(1).vendorName(), named.get(0).vendorName());
        assertEquals("Device 99", named.get(1).name());
    }

    @Test
    public void of_otherAddressAndKnownOneSilent_hasMoved() {
        Findings findings = Findings.of(Fixture.discover(ELSEWHERE), found(MOVED), SITE, id -> false);
        assertEquals(List.of(MOVED), findings.devices());
        assertEquals(List.of(), findings.conflicts());
    }

    @Test
    public void of_otherAddressWhileKnownOneIsRead_isAConflictAndKnownStays() {
        Findings findings = Findings.of(Fixture.discover(ELSEWHERE), found(MOVED), SITE, id -> true);
        assertEquals(List.of(), findings.devices());
        assertEquals(
                List.of(new DiscoveryReport.Conflict(1, List.of(Fixture.host(1) + ":47808", ELSEWHERE + ":47808"))),
                findings.conflicts());
    }

    @Test
    public void of_broadcastToWhichTheKnownOneThatIsReadDoesNotAnswer_isAConflictAndKnownStays() {
        Findings findings = Findings.of(Fixture.discover(), found(MOVED), SITE, id -> true);
        assertEquals(List.of(), findings.devices());
        assertEquals(1, findings.conflicts().size());
    }

    @Test
    public void of_otherAddressAndAnotherVendor_isAConflictAndKnownStays() {
        DiscoveredDevice stranger = new DiscoveredDevice(1, MOVED.address(), "", "another", "", List.of(), true);
        Findings findings = Findings.of(Fixture.discover(), found(stranger), SITE, id -> false);
        assertEquals(List.of(), findings.devices());
        assertEquals(1, findings.conflicts().size());
    }

    @Test
    public void of_conflictReported_knownStaysWhetherItIsOneOfTheTwoOrNot() {
        for (String other : List.of(Fixture.host(1), "127.0.9.201")) {
            DiscoveryReport.Conflict conflict = new DiscoveryReport.Conflict(1, List.of(ELSEWHERE, other));
            Findings findings = Findings.of(
                    Fixture.discover(),
                    new DiscoveryReport(List.of(MOVED), List.of(), List.of(conflict)),
                    SITE,
                    id -> false);
            assertEquals(List.of(), findings.devices());
            assertEquals(List.of(conflict), findings.conflicts());
        }
    }

    @Test
    public void of_sameNetworkAndMacByAnotherRouter_isTheSameDevice() {
        DiscoveredDevice one = behind("127.0.9.1");
        DiscoveredDevice other = behind("127.0.9.2");
        Site site = Devices.site(FakeSiteStore.device(one, Duration.ofSeconds(1)));
        Findings answering = Findings.of(Fixture.discover(), found(other), site, id -> true);
        assertEquals(List.of(one), answering.devices());
        assertEquals(List.of(), answering.conflicts());
        assertEquals(
                List.of(other),
                Findings.of(Fixture.discover(), found(other), site, id -> false).devices());
    }

    @Test
    public void of_devicesBehindOneRouter_eachIsMissedForItself() {
        DiscoveredDevice one = behind("127.0.9.1", 1);
        DiscoveredDevice other = behind("127.0.9.1", 2);
        DiscoveredDevice router = Fixture.at("127.0.9.1", Devices.discovered(3, 0));
        Site site = Devices.site(
                FakeSiteStore.device(one, Duration.ofSeconds(1)), FakeSiteStore.device(other, Duration.ofSeconds(1)));
        assertEquals(
                Set.of(2),
                Findings.of(Fixture.discover(), found(one), site, id -> true).silent());
        assertEquals(
                "only the router was asked",
                Set.of(),
                Findings.of(Fixture.discover("127.0.9.1"), found(router), site, id -> true)
                        .silent());
        assertEquals(
                "nobody is there",
                Set.of(1, 2),
                Findings.of(Fixture.discover("127.0.9.1"), found(), site, id -> true)
                        .silent());
    }

    @Test
    public void of_devicesOnTwoPortsOfOneHost_eachIsMissedWhereItsPortWasNamed() {
        DiscoveredDevice other =
                new DiscoveredDevice(4, DeviceAddress.direct(Fixture.host(1), 47809), "", "", "", List.of(), true);
        Site site = Devices.site(
                Devices.device(1, 1, Duration.ofSeconds(1)), FakeSiteStore.device(other, Duration.ofSeconds(1)));
        assertEquals(
                "the other port may not have been asked",
                Set.of(),
                Findings.of(Fixture.discover(Fixture.host(1)), found(AT_HOME), site, id -> true)
                        .silent());
        assertEquals(
                Set.of(4),
                Findings.of(
                                Command.GetConfig.discover(List.of(
                                        new DiscoveryRequest.Target(Fixture.host(1), OptionalInt.of(47808), true),
                                        new DiscoveryRequest.Target(Fixture.host(1), OptionalInt.of(47809), true))),
                                found(AT_HOME),
                                site,
                                id -> true)
                        .silent());
    }

    private static DiscoveredDevice behind(String router) {
        return behind(router, 1);
    }

    private static DiscoveredDevice behind(String router, int id) {
        return new DiscoveredDevice(
                id,
                new DeviceAddress(router, 47808, OptionalInt.of(5), Optional.of("0" + id)),
                "",
                "",
                "",
                List.of(),
                true);
    }

    @Test
    public void of_broadcast_knownDevicesNotFoundAreUnreachable() {
        assertEquals(
                Set.of(2),
                Findings.of(Fixture.discover(), found(AT_HOME), SITE, id -> true)
                        .silent());
    }

    @Test
    public void of_singleAddress_devicesNotAskedStayAsTheyWere() {
        assertEquals(
                Set.of(),
                Findings.of(Fixture.discover(Fixture.host(1)), found(AT_HOME), SITE, id -> true)
                        .silent());
    }

    @Test
    public void result_objectListCutShort_isPartial() {
        DiscoveredDevice cut = new DiscoveredDevice(1, AT_HOME.address(), "", "", "", List.of(), false);
        CommandResult result =
                Findings.of(Fixture.discover(), found(cut), SITE, id -> true).result(3);
        assertEquals(CommandResult.Status.PARTIAL, result.status());
        assertEquals(
                "the object list of device 1 could not be read to its end; discover it again, which goes on from there",
                result.failure().orElseThrow().message());
    }

    private static DiscoveryReport found(DiscoveredDevice... devices) {
        return new DiscoveryReport(List.of(devices), List.of(), List.of());
    }
}
