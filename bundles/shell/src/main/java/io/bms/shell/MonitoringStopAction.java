// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.StopMonitoring;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:monitoring-stop}. */
@Service
@Command(
        scope = "bms",
        name = "monitoring-stop",
        description = "Stops the reading of all points, over a restart too. Writing and single reads go on.")
public final class MonitoringStopAction implements Action {
    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        CommandResult result = Results.ask(dispatcher, ShellUser.of(session), new StopMonitoring());
        CommandResult.Monitored monitored = Results.expect(CommandResult.Monitored.class, result);
        Screen.of(session)
                .println("Monitoring is " + monitored.monitoringStatus().wireName() + ".");
        return null;
    }
}
