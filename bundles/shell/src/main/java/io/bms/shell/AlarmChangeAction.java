// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command.ChangeAlarms;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;

/** Does something to alarms. */
abstract class AlarmChangeAction implements Action {
    @Option(name = "--note", description = "What you say about it")
    private String note = "";

    @Argument(
            name = "alarms",
            required = true,
            multiValued = true,
            description = "As bms:alarm-list shows them: 1002.device")
    private List<String> alarmIds;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    /**
     * Does it, and says so.
     *
     * @param done what has been done, as in {@code Acknowledged}
     */
    final void change(AlarmAction action, String done) throws Refused, InterruptedException {
        List<AlarmRequest.Target> targets = new ArrayList<>();
        for (String typed : alarmIds) {
            targets.add(new AlarmRequest.Target(Alarming.id(typed), OptionalLong.empty()));
        }
        CommandResult.AlarmsChanged changed =
                Results.expect(CommandResult.AlarmsChanged.class, changed(action, targets));
        changed.outcomes().stream()
                .filter(outcome -> outcome.refused().isEmpty())
                .forEach(outcome -> Screen.of(session).println(done + ": " + outcome.id()));
        if (changed.failure().isPresent()) {
            throw new Refused(changed.failure().get());
        }
    }

    private CommandResult changed(AlarmAction action, List<AlarmRequest.Target> targets)
            throws Refused, InterruptedException {
        try {
            AlarmRequest request = new AlarmRequest(
                    action,
                    targets,
                    Optional.of(note).filter(text -> !text.isBlank()),
                    ShellUser.of(session).name(),
                    Signature.Via.SHELL);
            return Results.ask(dispatcher, ShellUser.of(session), new ChangeAlarms(request));
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
