// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import static io.bms.site.Fixture.MODE;
import static io.bms.site.Fixture.NOTHING;
import static io.bms.site.Fixture.TEMPERATURE;
import static io.bms.site.Fixture.VALVE;
import static io.bms.site.Fixture.airHandler;
import static io.bms.site.Fixture.device;
import static io.bms.site.Fixture.flow;
import static io.bms.site.Fixture.forAll;
import static io.bms.site.Fixture.found;
import static io.bms.site.Fixture.incomplete;
import static io.bms.site.Fixture.large;
import static io.bms.site.Fixture.object;
import static io.bms.site.Fixture.onRevision;
import static io.bms.site.Fixture.polling;
import static io.bms.site.Fixture.removed;
import static io.bms.site.Fixture.room;
import static io.bms.site.Fixture.rule;
import static io.bms.site.Fixture.rules;
import static io.bms.site.Fixture.scope;
import static io.bms.site.Fixture.unreachable;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.MonitorScope;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteListener;
import io.bms.api.status.StatusItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SqliteSiteTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:15:30Z"), ZoneOffset.UTC);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SqliteSite store;

    @Before
    public void start() {
        store = start(30);
    }

    @After
    public void stop() {
        store.close();
    }

    @Test
    public void start_first_isEmpty() {
        assertEquals(Site.empty(), store.current());
    }

    @Test
    public void apply_everything_isTheSameAfterARestart() throws RevisionConflictException {
        store.apply(found(airHandler(), room()));
        store.apply(rules(
                rule(OptionalInt.of(1001), "analogInput", null, 5),
                rule(OptionalInt.empty(), null, MODE, 7),
                forAll(OptionalDouble.of(0.5), Optional.of(ReadMode.POLL), Optional.of(true))));
        store.apply(polling(90));
        store.apply(flow("{\"nodes\":[\"Zähler\"]}", TEMPERATURE, MODE));
        store.apply(scope(MonitorScope.FLOW));
        store.apply(unreachable(1001));
        Site before = store.apply(SiteChange.monitoring(false));
        restart(30);
        assertEquals(before, store.current());
        assertEquals(7, before.revision());
        assertEquals(Optional.of("{\"nodes\":[\"Zähler\"]}"), before.flow());
        assertFalse(before.monitoringWanted());
    }

    @Test
    public void apply_sameAgain_keepsTheRevisionAlsoOverARestart() throws RevisionConflictException {
        SiteChange everything = new SiteChange(
                onRevision(0, NOTHING).baseRevision(),
                List.of(airHandler(), room()),
                Set.of(),
                Set.of(),
                Optional.of(Duration.ofSeconds(10)),
                Optional.of(List.of(rule(OptionalInt.empty(), null, MODE, 7))),
                Optional.of(new SiteChange.Flow("{}", Set.of(MODE))),
                Optional.of(MonitorScope.FLOW),
                Optional.of(false));
        Site first = store.apply(everything);
        assertSame(first, store.apply(onRevision(1, everything)));
        restart(30);
        assertEquals(first, store.apply(onRevision(1, everything)));
    }

    @Test
    public void apply_foundAgainWithAnotherValue_keepsTheRevision() throws RevisionConflictException {
        store.apply(found(airHandler()));
        Site again = store.apply(found(device(1001, object(TEMPERATURE), object(VALVE))));
        assertEquals(1, again.revision());
        assertEquals(PointValue.NULL, point(TEMPERATURE).object().presentValue());
    }

    @Test
    public void apply_movedDevice_takesItsNewAddress() throws RevisionConflictException {
        store.apply(found(airHandler()));
        DiscoveredDevice moved = new DiscoveredDevice(
                1001,
                DeviceAddress.direct("127.0.9.9", 47808),
                "Device 1001",
                "Vendor",
                "Model",
                airHandler().objects(),
                true);
        store.apply(found(moved));
        restart(30);
        assertEquals(moved.address(), store.current().devices().get(1001).address());
        assertEquals(2, store.current().devices().get(1001).points().size());
    }

    @Test
    public void apply_notFoundAgain_staysAndOnlyRemovalRemoves() throws RevisionConflictException {
        store.apply(found(airHandler(), room()));
        store.apply(found(room()));
        assertEquals(Set.of(1001, 1002), store.current().devices().keySet());
        store.apply(removed(NOTHING, 1001));
        restart(30);
        assertEquals(Set.of(1002), store.current().devices().keySet());
        assertEquals(Optional.empty(), store.current().point(TEMPERATURE));
    }

    @Test
    public void apply_removedAndFoundAtOnce_isRemoved() throws RevisionConflictException {
        store.apply(found(airHandler()));
        store.apply(removed(found(airHandler(), room()), 1001));
        assertEquals(Set.of(1002), store.current().devices().keySet());
    }

    @Test
    public void apply_unreachable_isMarkedUntilItIsFound() throws RevisionConflictException {
        store.apply(found(airHandler(), room()));
        store.apply(unreachable(1001, 1077));
        assertFalse(store.current().devices().get(1001).reachable());
        assertTrue(store.current().devices().get(1002).reachable());
        store.apply(found(airHandler()));
        assertTrue(store.current().devices().get(1001).reachable());
    }

    /** As a file of names changes it. */
    @Test
    public void apply_foundWithoutBeingHeard_changesAndStaysUnreachable() throws RevisionConflictException {
        store.apply(found(airHandler()));
        store.apply(unreachable(1001));
        SiteChange names = found(device(1001, object(VALVE)));
        store.apply(new SiteChange(
                names.baseRevision(),
                names.found(),
                Set.of(1001),
                names.removeDevices(),
                names.pollingInterval(),
                names.monitoring(),
                names.flow(),
                names.monitor(),
                names.monitoringWanted()));
        assertEquals(List.of(VALVE), ids(1001));
        assertFalse(store.current().devices().get(1001).reachable());
    }

    @Test
    public void apply_completeRescan_replacesTheObjects() throws RevisionConflictException {
        store.apply(found(airHandler()));
        PointId added = PointId.parse("1001.binaryInput.3");
        store.apply(found(device(1001, object(added), object(TEMPERATURE))));
        restart(30);
        assertEquals(List.of(added, TEMPERATURE), ids(1001));
    }

    @Test
    public void apply_incompleteRescan_losesNothing() throws RevisionConflictException {
        store.apply(found(airHandler()));
        PointId added = PointId.parse("1001.binaryInput.3");
        DiscoveredDevice part = new DiscoveredDevice(
                1001, airHandler().address(), "", "", "Model 2", List.of(object(added), object(VALVE)), false);
        store.apply(found(part));
        restart(30);
        assertEquals(List.of(TEMPERATURE, VALVE, added), ids(1001));
        Device device = store.current().devices().get(1001);
        assertEquals(
                List.of("Device 1001", "Vendor", "Model 2"),
                List.of(device.name(), device.vendorName(), device.modelName()));
        assertEquals(2, store.apply(found(part)).revision());
    }

    @Test
    public void apply_incompleteAtFirst_isTaken() throws RevisionConflictException {
        store.apply(found(incomplete(airHandler())));
        assertEquals(List.of(TEMPERATURE, VALVE), ids(1001));
    }

    @Test
    public void apply_objectListedTwice_isOnePoint() throws RevisionConflictException {
        store.apply(found(device(1001, object(TEMPERATURE), object(VALVE), object(TEMPERATURE))));
        assertEquals(Set.of(TEMPERATURE, VALVE), store.current().points().keySet());
    }

    @Test
    public void apply_objectOfAnotherDevice_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> store.apply(found(device(1001, object(MODE)))));
        assertEquals(Site.empty(), store.current());
    }

    @Test
    public void apply_oldBaseRevision_conflictsAndChangesNothing() throws RevisionConflictException {
        Site first = store.apply(onRevision(0, found(airHandler())));
        RevisionConflictException e =
                assertThrows(RevisionConflictException.class, () -> store.apply(onRevision(0, found(room()))));
        assertEquals(1, e.revision());
        assertSame(first, store.current());
    }

    @Test
    public void apply_badInterval_isRefusedAndChangesNothing() throws RevisionConflictException {
        Site first = store.apply(found(airHandler()));
        for (int bad : new int[] {0, 86_401}) {
            assertThrows(IllegalArgumentException.class, () -> store.apply(polling(bad)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.apply(rules(rule(OptionalInt.empty(), null, MODE, bad))));
        }
        restart(30);
        assertEquals(first, store.current());
    }

    @Test
    public void apply_monitorFlow_readsThePointsOfTheFlowOnly() throws RevisionConflictException {
        store.apply(found(airHandler(), room()));
        store.apply(scope(MonitorScope.FLOW));
        assertEquals(Set.of(), enabled());
        store.apply(flow("{}", VALVE, PointId.parse("9.analogInput.9")));
        assertEquals(Set.of(VALVE), enabled());
        store.apply(flow("{}", MODE));
        assertEquals(Set.of(MODE), enabled());
        store.apply(scope(MonitorScope.ALL));
        assertEquals(Set.of(TEMPERATURE, VALVE, MODE), enabled());
    }

    @Test
    public void apply_pollingInterval_overridesTheConfiguredOneForGood() throws RevisionConflictException {
        store.apply(found(airHandler()));
        store.apply(polling(5));
        store.configure(new SiteSettings(Duration.ofSeconds(60)));
        restart(90);
        assertEquals(Duration.ofSeconds(5), point(TEMPERATURE).interval());
        assertEquals(2, store.current().revision());
    }

    @Test
    public void configure_anotherInterval_plansAnewAndTellsListeners() throws RevisionConflictException {
        store.apply(found(airHandler()));
        List<Site> told = new ArrayList<>();
        store.addListener(told::add);
        store.configure(new SiteSettings(Duration.ofSeconds(60)));
        assertEquals(Duration.ofSeconds(60), point(TEMPERATURE).interval());
        store.configure(new SiteSettings(Duration.ofSeconds(60)));
        assertEquals(List.of(1L, 2L), told.stream().map(Site::revision).toList());
        restart(60);
        assertEquals(told.get(1), store.current());
    }

    @Test
    public void settings_badInterval_namesTheKeyAndWhatIsAllowed() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new SiteSettings(Duration.ofSeconds(-5)));
        assertEquals("pollingIntervalSeconds is -5.0 s; use 1 to 86400", e.getMessage());
    }

    @Test
    public void addListener_any_isToldTheCurrentSiteThenEveryChangeInOrder() throws RevisionConflictException {
        store.apply(found(airHandler()));
        List<Site> told = new ArrayList<>();
        SiteListener listener = site -> {
            assertEquals(site, store.current());
            told.add(site);
        };
        store.addListener(listener);
        store.apply(found(room()));
        store.apply(found(room()));
        store.apply(SiteChange.monitoring(false));
        store.removeListener(listener);
        store.apply(SiteChange.monitoring(true));
        assertEquals(List.of(1L, 2L, 3L), told.stream().map(Site::revision).toList());
    }

    @Test
    public void status_configured_tellsTheRevision() throws RevisionConflictException {
        store.apply(found(airHandler()));
        assertEquals(List.of(new StatusItem.ConfigRevision(1)), store.status());
    }

    @Test
    public void status_damagedFile_saysWhereItIs() throws IOException {
        store.close();
        Path file = folder.getRoot().toPath().resolve("designer.db");
        Files.writeString(file, "not a database any more".repeat(500));
        store = start(30);
        assertEquals(Site.empty(), store.current());
        StatusItem.Problem problem = (StatusItem.Problem) store.status().get(1);
        assertEquals("database_damaged", problem.code());
        assertTrue(problem.message(), problem.message().contains("designer.db.damaged-"));
    }

    @Test(timeout = 20_000)
    public void apply_tenThousandPoints_areKept() throws RevisionConflictException {
        DiscoveredDevice[] devices = new DiscoveredDevice[100];
        for (int i = 0; i < devices.length; i++) {
            devices[i] = large(1001 + i, 100);
        }
        Site site = store.apply(found(devices));
        assertEquals(10_000, site.points().size());
        restart(30);
        assertEquals(site, store.current());
    }

    private SqliteSite start(int pollingSeconds) {
        return new SqliteSite(folder.getRoot().toPath(), new SiteSettings(Duration.ofSeconds(pollingSeconds)), CLOCK);
    }

    private void restart(int pollingSeconds) {
        store.close();
        store = start(pollingSeconds);
    }

    private Point point(PointId id) {
        return store.current().point(id).orElseThrow();
    }

    private List<PointId> ids(int device) {
        return store.current().devices().get(device).points().stream()
                .map(Point::id)
                .toList();
    }

    private Set<PointId> enabled() {
        return store.current().points().values().stream()
                .filter(Point::enabled)
                .map(Point::id)
                .collect(Collectors.toSet());
    }
}
