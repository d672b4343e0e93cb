// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.StartMonitoring;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:monitoring-start}. */
@Service
@Command(
        scope = "bms",
        name = "monitoring-start",
        description = "Has the points of the site read from now on, over a restart too.")
public final class MonitoringStartAction implements Action {
    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        CommandResult result = Results.ask(dispatcher, ShellUser.of(session), new StartMonitoring());
        CommandResult.Monitored monitored = Results.expect(CommandResult.Monitored.class, result);
        Screen.of(session)
                .println("Monitoring is " + monitored.monitoringStatus().wireName() + ".");
        return null;
    }
}
