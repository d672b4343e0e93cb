// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command.GetAlarms;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-history}. */
@Service
@Command(
        scope = "bms",
        name = "alarm-history",
        description = "Lists what became of alarms, the newest first: who did what, and what he said.")
public final class AlarmHistoryAction implements Action {
    @Option(name = "--limit", description = "How many events at most, 1 to 1000")
    private int limit = 50;

    @Argument(name = "alarm", description = "Only this one: 1002.device")
    private String alarmId;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        CommandResult.AlarmEvents events =
                new Alarming(dispatcher, ShellUser.of(session)).get(CommandResult.AlarmEvents.class, form());
        Table table = new Table().ifEmpty("Nothing is known.");
        table.column("Time");
        table.column("Event");
        table.column("Alarm");
        table.column("Priority");
        table.column("By");
        table.column("What");
        for (AlarmEvent event : events.events()) {
            table.row(
                    event.at(),
                    event.type().wireName() + (event.quiet() ? " (quiet)" : ""),
                    event.alarmId(),
                    event.priority().wireName(),
                    event.signature().map(Signature::by).orElse(""),
                    event.signature().flatMap(Signature::note).orElse(event.text()));
        }
        table.print(session);
        if (events.more()) {
            Screen.of(session).println("There are more; use --limit.");
        }
        return null;
    }

    private GetAlarms.Form form() throws Refused {
        Optional<AlarmId> only = alarmId == null ? Optional.empty() : Optional.of(Alarming.id(alarmId));
        try {
            return new GetAlarms.Form.NewestEvents(only, limit);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
