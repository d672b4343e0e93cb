// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.update.Updater;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:update-verify}. */
@Service
@Command(
        scope = "bms",
        name = "update-verify",
        description = "Says whether the gateway takes a package of an update, who signed it, what it changes "
                + "and what pauses. Changes nothing.")
public final class UpdateVerifyAction implements Action {
    @Argument(name = "file", required = true, description = "An absolute path on the gateway: /media/usb/NAME.bmsu")
    private String file;

    @Reference(optional = true)
    private Updater updater;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Updating.taken(updater.verify(BackupAction.absolute(file)), Screen.of(session));
        return null;
    }
}
