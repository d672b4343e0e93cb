// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.update.Updater;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:update-rollback}. */
@Service
@Command(
        scope = "bms",
        name = "update-rollback",
        description = "Takes the update back that is being tried or in force: what was before it is in force "
                + "again, while the gateway runs, or by a restart if it has to be.")
public final class UpdateRollbackAction implements Action {
    @Reference(optional = true)
    private Updater updater;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Updating.taken(updater.rollBack(), Screen.of(session));
        return null;
    }
}
