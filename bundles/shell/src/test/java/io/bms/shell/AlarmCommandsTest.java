// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmOutcome;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.alarm.Signature;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.testkit.InsideDispatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.Test;

/** The commands about alarms, as they are typed. */
public class AlarmCommandsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final AlarmId DEVICE = new AlarmId("1002.device");
    private static final AlarmId POINTS = new AlarmId("1002.unreadable");

    /** Has two alarms, one of them an effect of the other, and refuses what is done to a third. */
    private static final class Dispatcher extends InsideDispatcher {
        final List<Command> commands = new ArrayList<>();

        @Override
        public CompletionStage<CommandResult> dispatch(
                AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
            commands.add(command);
            return CompletableFuture.completedFuture(
                    command instanceof Command.GetAlarms get
                            ? told(get.form())
                            : changed((Command.ChangeAlarms) command));
        }

        private static CommandResult told(Command.GetAlarms.Form form) {
            if (form instanceof Command.GetAlarms.Form.Active active) {
                List<Alarm> alarms = List.of(alarm(DEVICE, Optional.empty()), alarm(POINTS, Optional.of(DEVICE)));
                return new CommandResult.AlarmList(
                        alarms.stream()
                                .filter(alarm ->
                                        active.only().map(alarm.id()::equals).orElse(true))
                                .toList(),
                        new AlarmSummary(2, 0, 0, 1, Map.of(), 1, false, 2),
                        Optional.empty());
            }
            Signature anna = new Signature("anna", Signature.Via.REST, THEN, Optional.of("electrician called"));
            return new CommandResult.AlarmEvents(
                    List.of(new AlarmEvent(
                            2,
                            THEN,
                            AlarmEvent.Type.NOTED,
                            DEVICE,
                            1,
                            AlarmPriority.MEDIUM,
                            "does not answer",
                            false,
                            Optional.of(anna))),
                    false);
        }

        private static CommandResult changed(Command.ChangeAlarms change) {
            return new CommandResult.AlarmsChanged(change.request().targets().stream()
                    .map(target -> new AlarmOutcome(
                            target.id(),
                            target.id().equals(DEVICE) ? Optional.empty() : Optional.of(ErrorCode.UNKNOWN_ALARM),
                            3))
                    .toList());
        }
    }

    private final Dispatcher dispatcher = new Dispatcher();

    private static Alarm alarm(AlarmId id, Optional<AlarmId> suppressedBy) {
        return new Alarm(
                new AlarmCause(
                        id,
                        AlarmKind.DEVICE_SILENT,
                        OptionalInt.of(1002),
                        AlarmPriority.MEDIUM,
                        "what is wrong of " + id),
                new Alarm.Onset(3, 1, THEN),
                AlarmCondition.PRESENT,
                Optional.empty(),
                new Alarm.Attention(Optional.empty(), Optional.empty(), suppressedBy),
                false,
                1,
                THEN);
    }

    private String run(Class<?> action, String typed) throws Exception {
        try (TestShell shell = new TestShell(action, (CommandDispatcher) dispatcher)) {
            return shell.run(typed, "");
        }
    }

    private Command.ChangeAlarms changed() {
        return (Command.ChangeAlarms) dispatcher.commands.get(0);
    }

    @Test
    public void list_countsTheQuietOnes_andShowsThemWhenAsked() throws Exception {
        String shown = run(AlarmListAction.class, "bms:alarm-list");
        assertTrue(shown, shown.contains("what is wrong of 1002.device"));
        assertFalse(shown, shown.contains("1002.unreadable"));
        assertTrue(shown, shown.contains("0 shelved, 1 suppressed as effects of others; --all shows them."));
        assertTrue(run(AlarmListAction.class, "bms:alarm-list --all").contains("present, suppressed"));
    }

    @Test
    public void show_one_saysAllOfIt() throws Exception {
        String shown = run(AlarmShowAction.class, "bms:alarm-show 1002.unreadable");
        assertTrue(shown, shown.contains("what is wrong of 1002.unreadable"));
        assertTrue(shown, shown.contains("1002.device"));
        Exception refused = assertThrows(Exception.class, () -> run(AlarmShowAction.class, "bms:alarm-show 7.device"));
        assertTrue(refused.getMessage(), refused.getMessage().contains("bms:alarm-list"));
    }

    @Test
    public void ack_saysWhatItDid_andWhatNot() throws Exception {
        assertTrue(run(AlarmAckAction.class, "bms:alarm-ack --note seen 1002.device")
                .contains("Acknowledged: 1002.device"));
        assertEquals(Optional.of("seen"), changed().request().note());
        assertEquals(Signature.Via.SHELL, changed().request().via());
        Exception refused =
                assertThrows(Exception.class, () -> run(AlarmAckAction.class, "bms:alarm-ack 1002.device 7.device"));
        assertTrue(refused.getMessage(), refused.getMessage().contains("1 of 2 alarms is not there"));
    }

    @Test
    public void shelve_withoutMinutes_isForAnHour() throws Exception {
        assertTrue(run(AlarmShelveAction.class, "bms:alarm-shelve 1002.device")
                .contains("Shelved for 60 min: 1002.device"));
        assertEquals(
                new AlarmAction.Shelve(Duration.ofHours(1)), changed().request().action());
    }

    @Test
    public void resolve_byForce_takesANote() throws Exception {
        Exception refused = assertThrows(
                Exception.class, () -> run(AlarmResolveAction.class, "bms:alarm-resolve --force 1002.device"));
        assertTrue(refused.getMessage(), refused.getMessage().contains("note is missing"));
        assertEquals(List.of(), dispatcher.commands);
        run(AlarmResolveAction.class, "bms:alarm-resolve --force --note scrapped 1002.device");
        assertEquals(new AlarmAction.Resolve(true), changed().request().action());
    }

    @Test
    public void history_saysWhoSaidWhat() throws Exception {
        String shown = run(AlarmHistoryAction.class, "bms:alarm-history 1002.device");
        assertTrue(shown, shown.contains("anna"));
        assertTrue(shown, shown.contains("electrician called"));
    }
}
