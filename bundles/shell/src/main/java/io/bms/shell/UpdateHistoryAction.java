// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.update.Updater;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:update-history}. */
@Service
@Command(scope = "bms", name = "update-history", description = "Lists what became of updates, oldest first.")
public final class UpdateHistoryAction implements Action {
    @Reference(optional = true)
    private Updater updater;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        Table table = new Table().ifEmpty("No update was ever installed.");
        table.column("Time");
        table.column("Update");
        table.column("Outcome");
        updater.history().forEach(entry -> table.row(entry.at(), entry.id(), entry.outcome()));
        table.print(session);
        return null;
    }
}
