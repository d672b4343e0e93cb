// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.site.SiteHistory;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:config-history}. */
@Service
@Command(
        scope = "bms",
        name = "config-history",
        description = "Lists the last configurations, the newest first, or says " + "what differs between two of them.")
public final class ConfigHistoryAction implements Action {
    /** More would hide the rest; two revisions can be compared in full. */
    private static final int SHOWN = 3;

    @Argument(index = 0, name = "from", description = "A revision to compare")
    private Long from;

    @Argument(index = 1, name = "to", description = "The revision to compare it with; without it, the one in force")
    private Long to;

    @Reference(optional = true)
    private SiteHistory history;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        if (from == null) {
            list(history.revisions());
        } else {
            compare(Screen.of(session));
        }
        return null;
    }

    private void list(List<SiteHistory.Revision> revisions) {
        Table table = new Table().ifEmpty("Nothing was configured yet.");
        table.column("Revision").alignRight();
        table.column("Since");
        table.column("Devices").alignRight();
        table.column("Points").alignRight();
        table.column("What changed");
        for (SiteHistory.Revision revision : revisions) {
            table.row(
                    revision.revision(),
                    revision.at(),
                    revision.devices(),
                    revision.points(),
                    words(revision.changes()));
        }
        table.print(session);
    }

    private static String words(List<String> changes) {
        String first = String.join(", ", changes.subList(0, Math.min(SHOWN, changes.size())));
        return changes.size() <= SHOWN ? first : first + " and " + (changes.size() - SHOWN) + " more";
    }

    private void compare(PrintStream out) throws Refused {
        try {
            long other = to != null ? to : history.revisions().get(0).revision();
            List<String> difference = history.difference(from, other);
            difference.forEach(out::println);
            if (difference.isEmpty()) {
                out.println("Revisions " + from + " and " + other + " are the same.");
            }
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
