// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command;
import io.bms.api.command.Command.GetAlarms;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.site.Device;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem.Problem;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Test;

/** From what the gateway sees to what is told, with a site of two networks and a real file. */
public class SqliteAlarmsTest extends AlarmsOnDisk {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofSeconds(61);
    private static final Failure NO_ANSWER = new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer");

    /** Five devices on 127.0.9.x, and one alone on another network. */
    @Before
    public void start() {
        Device alone = Devices.device(7, 1, INTERVAL);
        Device elsewhere =
                new Device(7, DeviceAddress.direct("10.0.0.7", 47808), "", "vendor", "model", true, alone.points());
        Device[] devices = IntStream.rangeClosed(1, 5)
                .mapToObj(id -> Devices.device(id, 3, INTERVAL))
                .toArray(Device[]::new);
        Device[] all = Arrays.copyOf(devices, 6);
        all[5] = elsewhere;
        sites.preset(Devices.site(all));
        IntStream.of(1, 2, 3, 4, 5, 7).forEach(this::answers);
        open();
    }

    @Override
    void open() {
        super.open();
        alarms.status(status(List.of()));
    }

    private void answers(int device) {
        monitoring.device(device, new DeviceState(true, clock.instant(), Optional.empty()));
    }

    private void isSilent(int device) {
        monitoring.device(device, new DeviceState(false, clock.instant(), Optional.of(NO_ANSWER)));
    }

    private GatewayStatus status(List<Problem> problems) {
        return new GatewayStatus(
                true,
                Optional.empty(),
                "boot",
                "1",
                MonitoringStatus.ACTIVE,
                ConnectionStatus.CONNECTED,
                ConnectionStatus.CONNECTED,
                6,
                6,
                16,
                1,
                problems,
                Map.of(),
                clock.instant());
    }

    private CommandResult carriedOut(Command command) {
        CompletableFuture<CommandResult> answer =
                alarms.handle(command, progress -> {}).toCompletableFuture();
        scheduler.runPending();
        return answer.join();
    }

    private void maintain(int device, Duration time) {
        CommandResult done = carriedOut(new Command.ChangeAlarms(new AlarmRequest(
                new AlarmAction.Shelve(time),
                List.of(new AlarmRequest.Target(Maintenance.id(device), OptionalLong.empty())),
                Optional.empty(),
                "anna",
                Signature.Via.REST)));
        assertEquals(Optional.empty(), done.failure());
    }

    private CommandResult acknowledged(String id) {
        return carriedOut(new Command.ChangeAlarms(new AlarmRequest(
                new AlarmAction.Acknowledge(),
                List.of(new AlarmRequest.Target(new AlarmId(id), OptionalLong.empty())),
                Optional.of("seen"),
                "anna",
                Signature.Via.REST)));
    }

    @Test
    public void device_silentForAMinute_isOneAlarm_untilItAnswers() {
        isSilent(7);
        scheduler.advance(Duration.ofSeconds(59));
        assertEquals(List.of(), sink.words());
        scheduler.advance(Duration.ofSeconds(5));
        assertEquals(List.of("7.device raised"), sink.words());
        assertEquals(
                "device 7 does not answer",
                alarm("7.device").orElseThrow().cause().text());
        answers(7);
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(Optional.empty(), alarm("7.device"));
        assertEquals(List.of("7.device raised", "7.device cleared"), sink.words());
    }

    @Test
    public void device_silentForHalfAMinute_isNone() {
        isSilent(1);
        scheduler.advance(Duration.ofSeconds(30));
        answers(1);
        scheduler.advance(Duration.ofMinutes(10));
        assertEquals(List.of(), sink.words());
    }

    @Test
    public void device_removedFromTheSite_itsAlarmIsOver() {
        isSilent(7);
        scheduler.advance(MINUTE.plus(MINUTE));
        sites.preset(Devices.site(Devices.device(1, 3, INTERVAL)));
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(Optional.empty(), alarm("7.device"));
    }

    @Test
    public void network_mostDevicesWithinAMinute_isOneAlarm_andItsDevicesAreQuiet() {
        for (int device = 1; device <= 5; device++) {
            isSilent(device);
            scheduler.advance(Duration.ofSeconds(8));
        }
        scheduler.advance(MINUTE);
        assertEquals("network.127.0.9 raised", sink.words().get(0));
        assertEquals(
                "all others are effects",
                5,
                sink.words().stream()
                        .filter(word -> word.endsWith("raised quietly"))
                        .count());
        assertEquals(1, sink.newest().summary().onsetsInTenMinutes());
        assertEquals(5, sink.newest().summary().suppressed());
        assertEquals(
                "5 of 5 devices of network 127.0.9 do not answer; look at what connects them: switch, router, power",
                alarm("network.127.0.9").orElseThrow().cause().text());
    }

    @Test
    public void network_back_aDeviceThatStaysSilentIsToldOnceAllHadTheirTime() {
        IntStream.rangeClosed(1, 5).forEach(this::isSilent);
        scheduler.advance(MINUTE.plus(MINUTE));
        IntStream.rangeClosed(2, 5).forEach(this::answers);
        scheduler.advance(Suppression.AFTERMATH.minusSeconds(10));
        assertTrue(alarm("1.device").orElseThrow().isQuiet());
        scheduler.advance(Duration.ofSeconds(20));
        assertFalse(alarm("1.device").orElseThrow().isQuiet());
        assertTrue(sink.words().contains("1.device released"));
    }

    @Test
    public void network_deviceThatWasSilentLongBefore_staysOneOfItsOwn() {
        isSilent(1);
        scheduler.advance(Duration.ofHours(1));
        IntStream.rangeClosed(2, 5).forEach(this::isSilent);
        scheduler.advance(MINUTE.plus(MINUTE));
        assertFalse(alarm("1.device").orElseThrow().isQuiet());
        assertTrue(alarm("2.device").orElseThrow().isQuiet());
    }

    @Test
    public void network_ofWhichDevicesAreUnderMaintenance_isJudgedByTheOthers() {
        IntStream.rangeClosed(1, 3).forEach(device -> maintain(device, Duration.ofHours(1)));
        IntStream.rangeClosed(1, 3).forEach(this::isSilent);
        scheduler.advance(MINUTE.plus(MINUTE));
        assertEquals(Optional.empty(), alarm("network.127.0.9"));
        assertEquals(
                Optional.of(Maintenance.id(1)),
                alarm("1.device").orElseThrow().attention().suppressedBy());
        IntStream.rangeClosed(1, 3).forEach(device -> maintain(device, Duration.ZERO));
        scheduler.advance(Suppression.AFTERMATH.minusSeconds(10));
        assertEquals("they are looked for", Optional.empty(), alarm("network.127.0.9"));
        scheduler.advance(Duration.ofSeconds(20));
        assertTrue(alarm("network.127.0.9").isPresent());
        IntStream.rangeClosed(1, 3).forEach(device -> maintain(device, Duration.ofHours(1)));
        scheduler.advance(Duration.ofSeconds(5));
        assertEquals(
                "nor is it over before it is acknowledged",
                AlarmCondition.GONE,
                alarm("network.127.0.9").orElseThrow().condition());
    }

    @Test
    public void points_unreadableForFiveMinutes_areOneAlarmOfTheirDevice() {
        monitoring.failing(Map.of(Devices.point(1, 1), NO_ANSWER, Devices.point(1, 2), NO_ANSWER));
        scheduler.advance(Duration.ofSeconds(299));
        assertEquals(List.of(), sink.words());
        scheduler.advance(Duration.ofSeconds(5));
        assertEquals(List.of("1.unreadable raised"), sink.words());
        assertEquals(
                "device 1 (device 1): 2 points cannot be read, the first of them 1.analogInput.1",
                alarm("1.unreadable").orElseThrow().cause().text());
        scheduler.advance(Duration.ofMinutes(5));
        isSilent(1);
        scheduler.advance(MINUTE.plus(MINUTE));
        assertFalse(
                "it was there long before", alarm("1.unreadable").orElseThrow().isQuiet());
        answers(1);
        monitoring.failing(Map.of());
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(Optional.empty(), alarm("1.unreadable"));
    }

    @Test
    public void driver_missing_isOneHighAlarm_andAllDevicesAreItsEffects() {
        alarms.status(status(List.of(new Problem("no_driver", "there is no driver", clock.instant()))));
        IntStream.of(1, 2, 3, 4, 5, 7).forEach(this::isSilent);
        monitoring.status(MonitoringStatus.ERROR);
        scheduler.advance(MINUTE.plus(MINUTE));
        assertEquals("gateway.no_driver raised", sink.words().get(0));
        assertEquals(1, sink.newest().summary().onsetsInTenMinutes());
        assertTrue(sink.newest().alarms().values().stream()
                .allMatch(alarm -> alarm.isQuiet() || alarm.id().equals(ProblemSource.NO_DRIVER)));
    }

    @Test
    public void problem_ofAStart_isNone() {
        alarms.status(status(List.of(new Problem("no_driver", "there is no driver", clock.instant()))));
        scheduler.advance(Duration.ofSeconds(40));
        alarms.status(status(List.of()));
        scheduler.advance(MINUTE);
        assertEquals(List.of(), sink.words());
    }

    @Test
    public void problem_thatDevicesAreSilent_isSaidByThem() {
        alarms.status(status(List.of(new Problem("devices_silent", "1 device", clock.instant()))));
        scheduler.advance(Duration.ofMinutes(5));
        assertEquals(List.of(), sink.words());
    }

    @Test
    public void monitoring_stopped_conditionsAreUnknown_andNothingIsRaised() {
        isSilent(7);
        scheduler.advance(MINUTE.plus(MINUTE));
        monitoring.status(MonitoringStatus.STOPPED);
        scheduler.advance(Duration.ofSeconds(50));
        assertEquals(AlarmCondition.PRESENT, alarm("7.device").orElseThrow().condition());
        scheduler.advance(Duration.ofSeconds(20));
        assertEquals(AlarmCondition.UNKNOWN, alarm("7.device").orElseThrow().condition());
        monitoring.status(MonitoringStatus.ACTIVE);
        scheduler.advance(MINUTE.plus(MINUTE));
        assertEquals(List.of("7.device raised", "7.device unknown", "7.device confirmed"), sink.words());
    }

    @Test
    public void monitoring_replaced_isNotHeardOf() {
        isSilent(7);
        scheduler.advance(MINUTE.plus(MINUTE));
        alarms.unbindMonitoring(monitoring);
        scheduler.advance(Duration.ofSeconds(10));
        alarms.bindMonitoring(monitoring);
        scheduler.advance(Duration.ofMinutes(5));
        assertEquals(List.of("7.device raised"), sink.words());
    }

    @Test
    public void restart_keepsAlarmsAcknowledgementsAndNumbers_andTellsNothingTwice() {
        IntStream.rangeClosed(1, 5).forEach(this::isSilent);
        isSilent(7);
        scheduler.advance(MINUTE.plus(MINUTE));
        acknowledged("network.127.0.9");
        Map<AlarmId, Alarm> before = sink.newest().alarms();
        long last = sink.newest().summary().lastEventId();
        restart();
        scheduler.runPending();
        assertEquals(before, sink.newest().alarms());
        assertEquals(last, sink.newest().summary().lastEventId());
        scheduler.advance(Duration.ofMinutes(5));
        assertEquals("all as before", List.of(), sink.words());
        assertEquals(
                "seen",
                alarm("network.127.0.9")
                        .orElseThrow()
                        .attention()
                        .acknowledgement()
                        .orElseThrow()
                        .note()
                        .orElseThrow());
    }

    @Test
    public void restart_causeGoneMeanwhile_isTold() {
        isSilent(7);
        scheduler.advance(MINUTE.plus(MINUTE));
        answers(7);
        restart();
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of("7.device cleared"), sink.words());
    }

    @Test
    public void events_whileDisconnected_areToldLaterInTheirOrder() {
        sink.connected(false);
        for (int time = 0; time < 2; time++) {
            isSilent(7);
            scheduler.advance(MINUTE.plus(MINUTE));
            answers(7);
            scheduler.advance(Duration.ofSeconds(2));
        }
        assertEquals(List.of(), sink.events);
        restart();
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(
                List.of(1L, 2L, 3L, 4L),
                sink.events.stream().map(AlarmEvent::id).toList());
    }

    @Test
    public void getAlarms_tellsActiveOnesPageByPage_andEvents() {
        isSilent(7);
        monitoring.failing(Map.of(Devices.point(1, 1), NO_ANSWER));
        scheduler.advance(Duration.ofMinutes(6));
        CommandResult.AlarmList first = (CommandResult.AlarmList)
                carriedOut(new GetAlarms(new GetAlarms.Form.Active(Optional.empty(), Optional.empty(), 1)));
        assertEquals(Optional.of(new AlarmId("1.unreadable")), first.cursor());
        CommandResult.AlarmList second = (CommandResult.AlarmList)
                carriedOut(new GetAlarms(new GetAlarms.Form.Active(Optional.empty(), first.cursor(), 1)));
        assertEquals(Optional.empty(), second.cursor());
        assertEquals(new AlarmId("7.device"), second.alarms().get(0).id());
        assertEquals(2, second.summary().active());
        CommandResult.AlarmEvents newest = (CommandResult.AlarmEvents)
                carriedOut(new GetAlarms(new GetAlarms.Form.NewestEvents(Optional.of(new AlarmId("7.device")), 10)));
        assertEquals(1, newest.events().size());
        CommandResult.AlarmEvents after =
                (CommandResult.AlarmEvents) carriedOut(new GetAlarms(new GetAlarms.Form.EventsAfter(0, 1)));
        assertTrue(after.more());
        assertEquals(1, after.events().get(0).id());
    }

    @Test
    public void acknowledge_isOnTheDiskBeforeItIsAnswered() {
        alarms.status(status(List.of(new Problem("disk_full", "the disk is full", clock.instant()))));
        scheduler.advance(MINUTE.plus(MINUTE));
        alarms.status(status(List.of()));
        scheduler.advance(Duration.ofSeconds(2));
        assertTrue("it waits for somebody", alarm("gateway.disk_full").isPresent());
        CommandResult result = acknowledged("gateway.disk_full");
        assertEquals(Optional.empty(), result.failure());
        assertEquals(Optional.empty(), alarm("gateway.disk_full"));
        restart();
        scheduler.runPending();
        assertEquals(Map.of(), sink.newest().alarms());
    }
}
