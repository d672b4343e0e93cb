// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateVerdict;
import io.bms.api.update.Updater;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:update-install}. */
@Service
@Command(
        scope = "bms",
        name = "update-install",
        description = "Installs an update: while the gateway runs, or by a restart if it has to be, which is "
                + "said before. It is compared with what was before, and taken back by itself if that is "
                + "not so again.")
public final class UpdateInstallAction implements Action {
    @Option(name = "--dry-run", description = "Only say what it would do")
    private boolean dryRun;

    @Argument(name = "file", required = true, description = "An absolute path on the gateway: /media/usb/NAME.bmsu")
    private String file;

    @Reference(optional = true)
    private Updater updater;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Screen out = Screen.of(session);
        Path path = BackupAction.absolute(file);
        if (dryRun) {
            Updating.taken(updater.verify(path), out);
            out.println("Nothing was changed.");
            return null;
        }
        UpdateVerdict.Taken taken = Updating.taken(updater.install(path, Optional.empty(), true), out);
        out.println(
                taken.plan().way() == UpdatePlan.Way.HOT
                        ? "It is being tried; bms:update-status says how far it is, and bms:update-rollback takes it back."
                        : "The gateway restarts with it now; bms:update-status says afterwards how far it is.");
        return null;
    }
}
