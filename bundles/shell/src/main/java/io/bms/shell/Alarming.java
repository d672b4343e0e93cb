// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command.ChangeAlarms;
import io.bms.api.command.Command.GetAlarms;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.karaf.shell.api.console.Session;

/** What the commands about alarms have in common. */
final class Alarming {
    private final CommandDispatcher dispatcher;

    Alarming(CommandDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    static AlarmId id(String typed) throws Refused {
        try {
            return new AlarmId(typed);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }

    <T extends CommandResult> T get(Class<T> type, GetAlarms.Form form) throws Refused, InterruptedException {
        return Results.expect(
                type, Results.await(dispatcher.dispatch(new GetAlarms(form), progress -> {}), Results.PATIENCE));
    }

    /** All that are active, page by page. */
    CommandResult.AlarmList all() throws Refused, InterruptedException {
        List<Alarm> alarms = new ArrayList<>();
        Optional<AlarmId> cursor = Optional.empty();
        CommandResult.AlarmList page;
        do {
            page = get(
                    CommandResult.AlarmList.class,
                    new GetAlarms.Form.Active(Optional.empty(), cursor, GetAlarms.Form.MAX_LIMIT));
            alarms.addAll(page.alarms());
            cursor = page.cursor();
        } while (cursor.isPresent());
        return new CommandResult.AlarmList(alarms, page.summary(), Optional.empty());
    }

    /**
     * Does it, and says so.
     *
     * @param done what has been done, as in {@code Acknowledged}
     */
    void change(Session session, AlarmAction action, List<String> ids, String note, String done)
            throws Refused, InterruptedException {
        List<AlarmRequest.Target> targets = new ArrayList<>();
        for (String typed : ids) {
            targets.add(new AlarmRequest.Target(id(typed), OptionalLong.empty()));
        }
        CommandResult.AlarmsChanged changed =
                Results.expect(CommandResult.AlarmsChanged.class, changed(action, targets, note));
        changed.outcomes().stream()
                .filter(outcome -> outcome.refused().isEmpty())
                .forEach(outcome -> Screen.of(session).println(done + ": " + outcome.id()));
        if (changed.failure().isPresent()) {
            throw new Refused(changed.failure().get());
        }
    }

    private CommandResult changed(AlarmAction action, List<AlarmRequest.Target> targets, String note)
            throws Refused, InterruptedException {
        try {
            AlarmRequest request = new AlarmRequest(
                    action,
                    targets,
                    Optional.of(note).filter(text -> !text.isBlank()),
                    System.getProperty("user.name", "shell"),
                    Signature.Via.SHELL);
            return Results.await(dispatcher.dispatch(new ChangeAlarms(request), progress -> {}), Results.PATIENCE);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }

    /** How it is, in a few words. */
    static String state(Alarm alarm) {
        List<String> words = new ArrayList<>(List.of(alarm.condition().wireName()));
        if (alarm.attention().acknowledgement().isPresent()) {
            words.add("acknowledged");
        } else if (alarm.awaitsAcknowledgement()) {
            words.add("to be acknowledged");
        }
        words.addAll(Arrays.asList(
                alarm.chattering() ? "chattering" : "",
                alarm.attention().shelf().isPresent() ? "shelved" : "",
                alarm.attention().suppressedBy().isPresent() ? "suppressed" : ""));
        words.removeIf(String::isEmpty);
        return String.join(", ", words);
    }
}
