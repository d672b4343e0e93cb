// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.event.Event;
import io.bms.api.event.Event.Kind;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class EventsTest {
    private static final List<Kind> ALL = List.of(Kind.values());

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private final Map<Integer, Monitoring.DeviceState> states = new HashMap<>();
    private final Map<PointId, Failure> failing = new HashMap<>();
    private ManualScheduler scheduler;
    private SqliteEvents events;
    private Watching watching;

    @Before
    public void open() {
        scheduler = new ManualScheduler(clock);
        events = new SqliteEvents(folder.getRoot().toPath(), scheduler);
        watching = new Watching(events, clock, scheduler);
        watching.bindMonitoring(monitoring(states, failing));
    }

    @After
    public void close() {
        events.close();
    }

    @Test
    public void newest_rightAfterAnEvent_hasIt() {
        events.record(new Event(clock.instant(), Kind.COMMAND, "reboot", "success"));
        assertEquals(
                List.of("reboot"),
                events.newest(1, ALL).stream().map(Event::subject).toList());
    }

    @Test
    public void record_someKinds_areListedNewestFirstOverARestart() {
        events.record(new Event(clock.instant(), Kind.COMMAND, "reboot", "success"));
        events.record(new Event(clock.instant().plusSeconds(1), Kind.DEVICE, "device 1", "answers"));
        scheduler.advance(Duration.ofSeconds(1));
        events.close();
        open();
        assertEquals(
                List.of("device 1", "reboot"),
                events.newest(10, ALL).stream().map(Event::subject).toList());
        assertEquals(
                List.of("reboot"),
                events.newest(10, List.of(Kind.COMMAND)).stream()
                        .map(Event::subject)
                        .toList());
        assertEquals(1, events.newest(1, ALL).size());
    }

    @Test
    public void record_moreThanAreKept_letsTheOldestGo() {
        for (int i = 0; i < SqliteEvents.KEPT + 500; i++) {
            events.record(new Event(clock.instant(), Kind.COMMAND, "command " + i, ""));
            if (i % 500 == 499) {
                scheduler.advance(Duration.ofSeconds(1));
            }
        }
        List<Event> kept = events.newest(20_000, ALL);
        assertEquals(SqliteEvents.KEPT, kept.size());
        assertEquals("command 500", kept.get(kept.size() - 1).subject());
    }

    @Test
    public void look_deviceThatComesAndGoes_isAnEventEachTime() {
        watching.siteChanged(Devices.site(Devices.device(1001, 2, Duration.ofSeconds(1))));
        look(new Monitoring.DeviceState(true, clock.instant(), Optional.empty()));
        look(new Monitoring.DeviceState(true, clock.instant(), Optional.empty()));
        look(new Monitoring.DeviceState(
                false, clock.instant(), Optional.of(new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer within 3 s"))));
        List<Event> kept = events.newest(10, ALL);
        assertEquals(
                List.of("does not answer: device_timeout, no answer within 3 s", "answers"),
                kept.stream().map(Event::text).toList());
    }

    @Test
    public void look_pointThatFailsAtEachPoll_isOneEventAndOneForItsRecovery() {
        watching.siteChanged(Devices.site(Devices.device(1001, 2, Duration.ofSeconds(1))));
        failing.put(Devices.point(1001, 2), new Failure(ErrorCode.DEVICE_ERROR, "unknown-object"));
        looks(100);
        failing.clear();
        looks(ReadErrors.CALM_LOOKS - 1);
        assertEquals(1, events.newest(10, ALL).size());
        looks(50);
        List<Event> kept = events.newest(10, List.of(Kind.POINT));
        assertEquals(
                List.of("is read again", "cannot be read: device_error, unknown-object"),
                kept.stream().map(Event::text).toList());
        assertEquals("point 1001.analogInput.2", kept.get(0).subject());
    }

    @Test
    public void look_pointThatFailsEverySecondTime_isOneEventUntilItIsCalm() {
        watching.siteChanged(Devices.site(Devices.device(1001, 2, Duration.ofSeconds(1))));
        for (int i = 0; i < 200; i++) {
            failing.put(Devices.point(1001, 1), new Failure(ErrorCode.DEVICE_ERROR, "device busy"));
            looks(1);
            failing.clear();
            looks(1);
        }
        assertEquals(1, events.newest(10, ALL).size());
    }

    @Test
    public void look_manyPointsOfADevice_areOneEvent() {
        watching.siteChanged(Devices.site(
                Devices.device(1001, 50, Duration.ofSeconds(1)), Devices.device(1002, 1, Duration.ofSeconds(1))));
        for (int i = 1; i <= 50; i++) {
            failing.put(Devices.point(1001, i), new Failure(ErrorCode.DEVICE_ERROR, "error " + i));
        }
        failing.put(Devices.point(1002, 1), new Failure(ErrorCode.DEVICE_ERROR, "alone"));
        looks(3);
        failing.clear();
        looks(40);
        assertEquals(
                List.of(
                        "is read again",
                        "50 points are read again: 1001.analogInput.1, 1001.analogInput.2,"
                                + " 1001.analogInput.3 and 47 more",
                        "cannot be read: device_error, alone",
                        "50 points cannot be read: 1001.analogInput.1, 1001.analogInput.2, 1001.analogInput.3 and 47 more;"
                                + " the first: device_error, error 1"),
                events.newest(10, ALL).stream().map(Event::text).toList());
    }

    @Test
    public void siteChanged_withoutAPointThatFailed_tellsNoRecoveryOfIt() {
        watching.siteChanged(Devices.site(Devices.device(1001, 1, Duration.ofSeconds(1))));
        failing.put(Devices.point(1001, 1), new Failure(ErrorCode.DEVICE_ERROR, "unknown-object"));
        looks(1);
        failing.clear();
        watching.siteChanged(Devices.site());
        looks(50);
        assertEquals(1, events.newest(10, List.of(Kind.POINT)).size());
    }

    private void looks(int count) {
        for (int i = 0; i < count; i++) {
            watching.look();
        }
        scheduler.advance(Duration.ofSeconds(1));
    }

    @Test
    public void siteChanged_anotherRevision_isAnEvent() {
        watching.siteChanged(Devices.site());
        watching.siteChanged(new io.bms.api.site.Site(7, Map.of(), Optional.empty(), false));
        scheduler.advance(Duration.ofSeconds(1));
        List<Event> kept = events.newest(10, ALL);
        assertEquals(1, kept.size());
        assertEquals("revision 7", kept.get(0).subject());
        assertTrue(kept.get(0).text().endsWith("monitoring off"));
    }

    private void look(Monitoring.DeviceState state) {
        states.put(1001, state);
        watching.look();
        scheduler.advance(Duration.ofSeconds(1));
    }

    /** Only tells how the devices are, and which points fail. */
    private static Monitoring monitoring(Map<Integer, Monitoring.DeviceState> states, Map<PointId, Failure> failing) {
        return (Monitoring) Proxy.newProxyInstance(
                Monitoring.class.getClassLoader(), new Class<?>[] {Monitoring.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("device")) {
                        return Optional.ofNullable(states.get(arguments[0]));
                    }
                    if (method.getName().equals("failing")) {
                        return Map.copyOf(failing);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
