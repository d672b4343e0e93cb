// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmAction;
import io.bms.api.command.CommandDispatcher;
import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-shelve}. */
@Service
@Command(scope = "bms", name = "alarm-shelve", description = "Puts alarms aside for a time, also if they come again.")
public final class AlarmShelveAction implements Action {
    @Option(name = "--minutes", description = "For how long: 15 to 10080, of a critical alarm 1440 at most; 0 ends it")
    private int minutes = 60;

    @Option(name = "--note", description = "What you say about it")
    private String note = "";

    @Argument(
            name = "alarms",
            required = true,
            multiValued = true,
            description = "As bms:alarm-list shows them: 1002.device")
    private List<String> alarmIds;

    @Reference
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        AlarmAction action;
        try {
            action = new AlarmAction.Shelve(Duration.ofMinutes(minutes));
        } catch (IllegalArgumentException e) {
            throw new Refused("--minutes " + minutes + " is not allowed; use 15 to 10080, or 0 to end it.");
        }
        new Alarming(dispatcher)
                .change(
                        session,
                        action,
                        alarmIds,
                        note,
                        minutes == 0 ? "No longer shelved" : "Shelved for " + minutes + " min");
        return null;
    }
}
