// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmOutcome;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command;
import io.bms.api.command.Command.GetAlarms.Form;
import io.bms.api.command.CommandResult;
import io.bms.api.point.PointId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.Test;

/** Alarms, both ways. */
public class AlarmWireTest {
    private static final Instant RAISED = Instant.parse("2026-01-31T08:14:00.120Z");
    private static final AlarmId DEVICE = new AlarmId("1002.device");
    private static final AlarmId DISK = new AlarmId("gateway.disk_full");
    private static final String DISK_TEXT = "the disk is full; free some of it";
    private static final Signature ANNA =
            new Signature("anna", Signature.Via.MQTT, Golden.NOW, Optional.of("logs deleted"));
    private static final AlarmSummary SUMMARY =
            new AlarmSummary(6, 1, 1, 3, Map.of(AlarmPriority.HIGH, 1, AlarmPriority.MEDIUM, 1), 2, false, 41_280);

    private static Alarm device() {
        return new Alarm(
                new AlarmCause(
                        DEVICE,
                        AlarmKind.DEVICE_SILENT,
                        OptionalInt.of(1002),
                        AlarmPriority.MEDIUM,
                        "device 1002 (AHU-01) does not answer"),
                new Alarm.Onset(3, 41_273, RAISED),
                AlarmCondition.PRESENT,
                Optional.empty(),
                Alarm.Attention.NONE,
                false,
                41_273,
                RAISED);
    }

    private static Alarm disk() {
        Signature ben = new Signature("ben", Signature.Via.CLAIM, Golden.NOW, Optional.empty());
        return new Alarm(
                new AlarmCause(
                        DISK, AlarmKind.GATEWAY_PROBLEM, OptionalInt.empty(), AlarmPriority.HIGH, DISK_TEXT, true),
                new Alarm.Onset(1, 41_270, RAISED),
                AlarmCondition.GONE,
                Optional.of(Golden.NOW),
                new Alarm.Attention(
                        Optional.of(ANNA),
                        Optional.of(new Alarm.Shelf(Golden.NOW.plusSeconds(3_600), ben)),
                        Optional.of(new AlarmId("gateway.no_driver"))),
                true,
                41_280,
                Golden.NOW);
    }

    private static Alarm ofDevice() {
        return new Alarm(
                new AlarmCause(
                        new AlarmId("1003.analogInput.4.event"),
                        AlarmKind.DEVICE_EVENT,
                        OptionalInt.of(1003),
                        AlarmPriority.MEDIUM,
                        "device 1003 (Plant-1): Hot Water Pressure is below its low limit",
                        false,
                        Optional.of(new PointId(1003, "analogInput", 4)),
                        true),
                new Alarm.Onset(2, 41_273, RAISED),
                AlarmCondition.PRESENT,
                Optional.empty(),
                new Alarm.Attention(
                        Optional.of(ANNA),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Alarm.Passing(Optional.of("The device did not take the acknowledgement:"
                                + " request rejected, unrecognized service")))),
                false,
                41_280,
                Golden.NOW);
    }

    private static Alarm maintenance() {
        return new Alarm(
                new AlarmCause(
                        new AlarmId("1002.maintenance"),
                        AlarmKind.MAINTENANCE,
                        OptionalInt.of(1002),
                        AlarmPriority.LOW,
                        "device 1002 (AHU-01) is under maintenance"),
                new Alarm.Onset(1, 41_279, RAISED),
                AlarmCondition.PRESENT,
                Optional.empty(),
                new Alarm.Attention(
                        Optional.empty(),
                        Optional.of(new Alarm.Shelf(Golden.NOW.plusSeconds(14_400), ANNA)),
                        Optional.empty()),
                false,
                41_280,
                Golden.NOW);
    }

    private static AlarmEvent event() {
        return new AlarmEvent(
                41_280,
                Golden.NOW,
                AlarmEvent.Type.ACKNOWLEDGED,
                DISK,
                1,
                AlarmPriority.HIGH,
                DISK_TEXT,
                false,
                Optional.of(ANNA));
    }

    @Test
    public void whatIsTold_looksLikeTheGoldenFiles() {
        Golden.assertSame("alarm.json", AlarmEncoder.alarm(device()));
        Golden.assertSame("alarm-gone.json", AlarmEncoder.alarm(disk()));
        Golden.assertSame("alarm-device.json", AlarmEncoder.alarm(ofDevice()));
        Golden.assertSame("alarm-maintenance.json", AlarmEncoder.alarm(maintenance()));
        Golden.assertSame("alarm_event.json", AlarmEncoder.event(event()));
        Golden.assertSame("status-alarms.json", AlarmEncoder.summary(new ActiveAlarms(Map.of(), SUMMARY, Golden.NOW)));
    }

    @Test
    public void responses_lookLikeTheGoldenFiles() {
        assertResponse(
                "response-acknowledge_alarm.json",
                new CommandResult.AlarmsChanged(List.of(
                        new AlarmOutcome(DISK, Optional.empty(), 41_280),
                        new AlarmOutcome(DEVICE, Optional.of(ErrorCode.CONFLICT), 41_277),
                        new AlarmOutcome(new AlarmId("9.device"), Optional.of(ErrorCode.UNKNOWN_ALARM), 0))));
        assertResponse(
                "response-get_alarms.json",
                new CommandResult.AlarmList(List.of(device()), SUMMARY, Optional.of(DEVICE)));
        assertResponse("response-get_alarms-events.json", new CommandResult.AlarmEvents(List.of(event()), true));
    }

    private static void assertResponse(String file, CommandResult result) {
        List<String> payloads = ResponseEncoder.encode(Golden.COMMAND_ID, result, Golden.NOW);
        assertEquals(1, payloads.size());
        Golden.assertSame(file, payloads.get(0));
    }

    private static Command command(String name, String file) {
        return ((Decoded.Valid) RequestDecoder.decode(name, Golden.bytes(file)))
                .request()
                .command();
    }

    private static AlarmRequest.Target target(AlarmId id, long seq) {
        return new AlarmRequest.Target(id, OptionalLong.of(seq));
    }

    private static AlarmRequest.Target target(AlarmId id) {
        return new AlarmRequest.Target(id, OptionalLong.empty());
    }

    private static Command change(AlarmAction action, String note, String by, AlarmRequest.Target... targets) {
        return new Command.ChangeAlarms(
                new AlarmRequest(action, List.of(targets), Optional.of(note), by, Signature.Via.CLAIM));
    }

    @Test
    public void requests_ofTheGoldenFiles_areUnderstood() {
        assertEquals(
                change(new AlarmAction.Acknowledge(), "filter ordered", "anna", target(DEVICE, 41_273), target(DISK)),
                command("acknowledge_alarm", "request-acknowledge_alarm.json"));
        assertEquals(
                change(new AlarmAction.Resolve(true), "device was scrapped", "unknown", target(DEVICE, 41_273)),
                command("resolve_alarm", "request-resolve_alarm.json"));
        assertEquals(
                change(new AlarmAction.Shelve(Duration.ofHours(1)), "works until noon", "unknown", target(DEVICE)),
                command("shelve_alarm", "request-shelve_alarm.json"));
        assertEquals(
                change(new AlarmAction.Note(), "electrician called", "unknown", target(DEVICE)),
                command("note_alarm", "request-note_alarm.json"));
        assertEquals(
                new Command.GetAlarms(new Form.Active(Optional.empty(), Optional.of(DEVICE), 100)),
                command("get_alarms", "request-get_alarms.json"));
        assertEquals(
                new Command.GetAlarms(new Form.EventsAfter(41_270, Form.DEFAULT_LIMIT)),
                command("get_alarms", "request-get_alarms-after.json"));
        assertEquals(
                new Command.GetAlarms(new Form.NewestEvents(Optional.of(DEVICE), 20)),
                command("get_alarms", "request-get_alarms-newest.json"));
    }

    @Test
    public void sentBy_provenAccount_takesThePlaceOfTheClaim() {
        Command.ChangeAlarms claimed =
                (Command.ChangeAlarms) command("acknowledge_alarm", "request-acknowledge_alarm.json");
        Command.ChangeAlarms proven = (Command.ChangeAlarms) claimed.sentBy("panel");
        assertEquals("panel", proven.request().by());
        assertEquals(Signature.Via.MQTT, proven.request().via());
    }

    private static Decoded shared(String gateway, String... has) {
        return RequestDecoder.decodeShared(
                "acknowledge_alarm", Golden.bytes("request-alert-acknowledge.json"), gateway, id -> List.of(has)
                        .contains(id.value()));
    }

    private static List<AlarmRequest.Target> targets(Decoded decoded) {
        return ((Command.ChangeAlarms) ((Decoded.Valid) decoded).request().command())
                .request()
                .targets();
    }

    @Test
    public void decodeShared_eachGatewayTakesItsShare() {
        assertEquals(
                List.of(target(DEVICE, 41_273), target(new AlarmId("2001.device"))),
                targets(shared("gw-1", "2001.device")));
        assertEquals(List.of(target(DEVICE, 12)), targets(shared("gw-2", "1002.device")));
        assertEquals(List.of(target(new AlarmId("3001.device"))), targets(shared("gw-3", "3001.device")));
    }

    @Test
    public void decodeShared_noneOfOurs_isElsewhere() {
        assertTrue(shared("gw-3", "1002.device") instanceof Decoded.Elsewhere);
    }

    @Test
    public void decodeShared_brokenRule_isRefusedByAll() {
        assertTrue(
                RequestDecoder.decodeShared("resolve_alarm", new byte[] {'{', '}'}, "gw-3", id -> false)
                        instanceof Decoded.Invalid);
    }

    @Test
    public void notice_looksLikeTheGoldenFile() {
        NoticeJson.Ended ended = new NoticeJson.Ended(DISK, 2, AlarmPriority.HIGH, DISK_TEXT);
        String notice = NoticeJson.encode(new NoticeJson.Content(
                Golden.COMMAND_ID,
                "webhook",
                Golden.NOW,
                "[medium] device 1002 (AHU-01) does not answer, and 1 more",
                List.of(device()),
                List.of(),
                List.of(ended)));
        Golden.assertSame("notice.json", notice.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void notice_ofAFlood_namesAHundredOfEachKind_andCountsAll() {
        String notice = NoticeJson.encode(new NoticeJson.Content(
                Golden.COMMAND_ID,
                "webhook",
                Golden.NOW,
                "many",
                Collections.nCopies(10_000, device()),
                List.of(),
                List.of()));
        assertTrue(notice.contains("\"raised_count\":10000"));
        assertEquals(NoticeJson.MOST, notice.split("\"alarm_id\"").length - 1);
    }
}
