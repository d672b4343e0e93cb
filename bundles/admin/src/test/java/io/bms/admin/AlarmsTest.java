// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import io.bms.api.ErrorCode;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmOutcome;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command;
import io.bms.api.command.Command.GetAlarms.Form;
import io.bms.api.command.CommandResult;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The alarms, from outside. */
public final class AlarmsTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final AlarmId DEVICE = new AlarmId("1002.device");
    private static final AlarmSummary SUMMARY = new AlarmSummary(1, 0, 0, 0, Map.of(), 1, false, 7);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;
    private Caller operator;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        operator = api.new Caller();
        operator.signIn("operator", "other one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    private static Alarm alarm() {
        return new Alarm(
                new AlarmCause(
                        DEVICE, AlarmKind.DEVICE_SILENT, OptionalInt.of(1002), AlarmPriority.MEDIUM, "does not answer"),
                new Alarm.Onset(1, 7, NOON),
                AlarmCondition.PRESENT,
                Optional.empty(),
                Alarm.Attention.NONE,
                false,
                7,
                NOON);
    }

    private Command asked() {
        return api.commands.asked().get(api.commands.asked().size() - 1);
    }

    @Test
    public void get_all_areAsOnTheWire() throws Exception {
        api.commands.answer(new CommandResult.AlarmList(List.of(alarm()), SUMMARY, Optional.of(DEVICE)));
        JsonNode json = operator.get("/alarms?limit=1").json();
        assertEquals("1002.device", json.at("/alarms/0/alarm_id").textValue());
        assertEquals(1, json.at("/summary/active").intValue());
        assertEquals("1002.device", json.get("cursor").textValue());
        assertEquals(new Command.GetAlarms(new Form.Active(Optional.empty(), Optional.empty(), 1)), asked());
    }

    @Test
    public void get_one_isIt_orNotFound() throws Exception {
        api.commands.answer(new CommandResult.AlarmList(List.of(alarm()), SUMMARY, Optional.empty()));
        assertEquals(
                "does not answer",
                operator.get("/alarms/1002.device").json().get("text").textValue());
        api.commands.answer(new CommandResult.AlarmList(List.of(), SUMMARY, Optional.empty()));
        assertEquals(404, operator.get("/alarms/1003.device").status());
    }

    @Test
    public void events_newestOrAfterOne_asJsonOrTable() throws Exception {
        Signature anna = new Signature("anna", Signature.Via.REST, NOON, Optional.of("=filter, ordered"));
        CommandResult events = new CommandResult.AlarmEvents(
                List.of(new AlarmEvent(
                        7,
                        NOON,
                        AlarmEvent.Type.NOTED,
                        DEVICE,
                        1,
                        AlarmPriority.MEDIUM,
                        "does not answer",
                        false,
                        Optional.of(anna))),
                false);
        api.commands.answer(events);
        JsonNode json =
                operator.get("/alarms/events?limit=5&alarm_id=1002.device").json();
        assertEquals(7, json.at("/events/0/event_id").intValue());
        assertEquals(new Command.GetAlarms(new Form.NewestEvents(Optional.of(DEVICE), 5)), asked());
        api.commands.answer(events);
        operator.get("/alarms/events?after_event_id=6");
        assertEquals(new Command.GetAlarms(new Form.EventsAfter(6, Form.DEFAULT_LIMIT)), asked());
        api.commands.answer(events);
        assertEquals(
                "event_id,occurrence,timestamp,event_type,alarm_id,priority,text,quiet,by,via,note\r\n"
                        + "7,1,2026-01-31T12:00:00.000Z,noted,1002.device,medium,does not answer,false,anna,rest,"
                        + "\"'=filter, ordered\"\r\n",
                operator.get("/alarms/events?format=csv").response().body());
    }

    @Test
    public void acknowledge_isByTheAccountThatIsSignedIn() throws Exception {
        api.commands.answer(new CommandResult.AlarmsChanged(List.of(new AlarmOutcome(DEVICE, Optional.empty(), 8))));
        Reply reply = operator.call(
                "POST",
                "/alarms/acknowledge",
                "{\"by\":\"somebody else\",\"note\":\"seen\",\"alarms\":[{\"alarm_id\":\"1002.device\",\"seq\":7}]}");
        assertEquals(200, reply.status());
        assertEquals("success", reply.json().get("status").textValue());
        assertEquals(8, reply.json().at("/alarms/0/seq").intValue());
        Command.ChangeAlarms change = (Command.ChangeAlarms) asked();
        assertEquals("operator", change.request().by());
        assertEquals(Signature.Via.REST, change.request().via());
        assertEquals(7, change.request().targets().get(0).seq().getAsLong());
    }

    @Test
    public void shelve_conflict_isSaidForEachAlarm() throws Exception {
        api.commands.answer(
                new CommandResult.AlarmsChanged(List.of(new AlarmOutcome(DEVICE, Optional.of(ErrorCode.CONFLICT), 9))));
        JsonNode json = operator.call(
                        "POST",
                        "/alarms/shelve",
                        "{\"duration_seconds\":3600,\"alarms\":[{\"alarm_id\":\"1002.device\",\"seq\":7}]}")
                .json();
        assertEquals("error", json.get("status").textValue());
        assertEquals("conflict", json.at("/alarms/0/result").textValue());
    }

    @Test
    public void brokenRule_isABadRequest_andNothingIsAsked() throws Exception {
        Reply reply = operator.call("POST", "/alarms/note", "{\"alarms\":[{\"alarm_id\":\"1002.device\"}]}");
        assertEquals(400, reply.status());
        assertTrue(reply.json().get("detail").textValue().contains("Note is missing"));
        assertEquals(405, operator.get("/alarms/acknowledge").status());
        assertEquals(List.of(), api.commands.asked());
    }

    @Test
    public void acknowledge_byAViewer_isRefused() throws Exception {
        api.accounts.add(new Account("viewer", Role.VIEWER), "long enough");
        Caller viewer = api.new Caller();
        viewer.signIn("viewer", "long enough");
        assertEquals(403, viewer.call("POST", "/alarms/acknowledge", "{}").status());
    }
}
