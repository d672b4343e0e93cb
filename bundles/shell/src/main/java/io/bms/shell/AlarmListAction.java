// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-list}. */
@Service
@Command(
        scope = "bms",
        name = "alarm-list",
        description =
                "Lists the active alarms, the worst first and of those the newest. Without --all those that are put aside,"
                        + " or but effects of others, are only counted.")
public final class AlarmListAction implements Action {
    @Option(name = "--all", description = "Also those that are shelved or suppressed")
    private boolean everything;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        CommandResult.AlarmList list = new Alarming(dispatcher, ShellUser.of(session)).all();
        List<Alarm> shown = list.alarms().stream()
                .filter(alarm -> everything || !alarm.isQuiet())
                .sorted(Comparator.comparing((Alarm alarm) -> alarm.cause().priority())
                        .thenComparing(alarm -> alarm.onset().at(), Comparator.reverseOrder()))
                .toList();
        Table table = new Table().ifEmpty("There is no alarm.");
        table.column("Alarm");
        table.column("Priority");
        table.column("Since").alignRight();
        table.column("State");
        table.column("Times").alignRight();
        table.column("What");
        Instant now = Instant.now();
        for (Alarm alarm : shown) {
            table.row(
                    alarm.id(),
                    alarm.cause().priority().wireName(),
                    Ages.of(alarm.onset().at(), now),
                    Alarming.state(alarm),
                    alarm.onset().occurrence(),
                    alarm.cause().text());
        }
        table.print(session);
        sayMore(list.summary());
        return null;
    }

    private void sayMore(AlarmSummary summary) {
        if (!everything && summary.shelved() + summary.suppressed() > 0) {
            Screen.of(session)
                    .println(summary.shelved() + " shelved, " + summary.suppressed()
                            + " suppressed as effects of others; --all shows them.");
        }
        if (summary.flood()) {
            Screen.of(session)
                    .println(summary.onsetsInTenMinutes()
                            + " alarms in ten minutes, which is a flood: look for what they have in common.");
        }
    }
}
