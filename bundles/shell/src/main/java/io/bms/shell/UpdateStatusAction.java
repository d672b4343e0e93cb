// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateServerReport;
import io.bms.api.update.UpdateState;
import io.bms.api.update.Updater;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:update-status}. */
@Service
@Command(
        scope = "bms",
        name = "update-status",
        description = "Says which update is in force or on trial, and how far an installation is.")
public final class UpdateStatusAction implements Action {
    @Reference(optional = true)
    private Updater updater;

    @Reference(optional = true)
    @WorksWithout
    private UpdateServerReport server;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        Screen out = Screen.of(session);
        UpdateState state = updater.state();
        out.println("In force: " + state.inForce());
        state.onTrial().ifPresent(id -> out.println("On trial: " + id));
        if (state.phase() != UpdateState.Phase.IDLE) {
            out.println("Now: " + state.phase().wireName() + " " + state.id().orElse("") + ", for "
                    + Ages.of(state.since(), Instant.now()));
            state.findings().forEach(finding -> out.println("Not yet as before: " + finding));
        }
        List<UpdateRecord> history = updater.history();
        if (!history.isEmpty()) {
            UpdateRecord last = history.get(history.size() - 1);
            out.println("Last: " + last.at() + " " + last.id() + " " + last.outcome());
        }
        if (server != null) {
            server.report().ifPresent(report -> {
                out.println("Server: " + report.server() + " " + report.doing());
                report.failure().ifPresent(why -> out.println("It failed last time: " + why));
            });
        }
        return null;
    }
}
