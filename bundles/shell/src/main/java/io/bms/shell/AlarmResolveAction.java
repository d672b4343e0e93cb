// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmAction;
import io.bms.api.command.CommandDispatcher;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-resolve}. */
@Service
@Command(scope = "bms", name = "alarm-resolve", description = "Takes out alarms whose cause is gone.")
public final class AlarmResolveAction implements Action {
    @Option(name = "--force", description = "Also if nobody can tell whether the cause is gone; takes a --note")
    private boolean force;

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
        AlarmAction action = new AlarmAction.Resolve(force);
        new Alarming(dispatcher).change(session, action, alarmIds, note, "Resolved");
        return null;
    }
}
