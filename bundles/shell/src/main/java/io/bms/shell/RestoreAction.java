// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.backup.Backup;
import io.bms.api.command.Command.Reboot;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.monitoring.Monitoring;
import java.io.IOException;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:restore}. */
@Service
@Command(
        scope = "bms",
        name = "restore",
        description = "Restarts the gateway with all that a backup holds. What it has now "
                + "is moved to a folder before-restore-… in its data folder. What it has written to devices and not released, of which "
                + "the backup does not know, is released first.")
public final class RestoreAction implements Action {
    @Argument(
            name = "file",
            required = true,
            description = "An absolute path on the gateway of a file that bms:backup wrote")
    private String file;

    @Reference(optional = true)
    private Backup backup;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        String released;
        try {
            backup.check(BackupAction.absolute(file));
            released = Holdings.release(monitoring, point -> true, "Nothing was restored");
            backup.restoreAtNextStart(BackupAction.absolute(file));
        } catch (IOException e) {
            throw new Refused("Nothing was restored: " + e.getMessage() + ".");
        }
        CommandResult result = Results.ask(dispatcher, ShellUser.of(session), new Reboot(Duration.ofSeconds(1)));
        Screen.of(session)
                .println(released
                        + (result.failure().isPresent()
                                ? "It is restored at the next start; stop the gateway and start it."
                                : "The gateway restarts and restores it."));
        return null;
    }
}
