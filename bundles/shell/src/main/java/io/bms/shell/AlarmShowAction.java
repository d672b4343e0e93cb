// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command.GetAlarms;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-show}. */
@Service
@Command(scope = "bms", name = "alarm-show", description = "Shows all that is known of an active alarm.")
public final class AlarmShowAction implements Action {
    @Argument(name = "alarm", required = true, description = "As bms:alarm-list shows it: 1002.device")
    private String alarmId;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Alarm alarm = new Alarming(dispatcher, ShellUser.of(session))
                        .get(
                                CommandResult.AlarmList.class,
                                new GetAlarms.Form.Active(Optional.of(Alarming.id(alarmId)), Optional.empty(), 1))
                        .alarms()
                        .stream()
                        .findFirst()
                        .orElseThrow(
                                () -> new Refused(
                                        "There is no alarm " + alarmId
                                                + ", or it is over; bms:alarm-list shows those there are, bms:alarm-history what became of them."));
        Table table = new Table().noHeads().whole();
        table.column("");
        table.column("");
        table.row("What", alarm.cause().text());
        table.row("Priority", alarm.cause().priority().wireName());
        table.row("Kind", alarm.cause().kind().wireName());
        table.row("State", Alarming.state(alarm));
        table.row("Raised", alarm.onset().at() + ", for the " + alarm.onset().occurrence() + ". time");
        alarm.goneAt().ifPresent(gone -> table.row("Gone", gone));
        alarm.attention().acknowledgement().ifPresent(by -> table.row("Acknowledged", words(by)));
        alarm.attention()
                .shelf()
                .ifPresent(shelf -> table.row("Shelved", "until " + shelf.until() + ", " + words(shelf.signature())));
        alarm.attention().suppressedBy().ifPresent(by -> table.row("Effect of", by));
        table.print(session);
        return null;
    }

    private static String words(Signature signature) {
        return "by " + signature.by() + " (" + signature.via().wireName() + ") at " + signature.at()
                + signature.note().map(note -> ": " + note).orElse("");
    }
}
