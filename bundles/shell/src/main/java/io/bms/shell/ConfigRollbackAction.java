// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import io.bms.api.site.Site;
import io.bms.api.site.SiteHistory;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:config-rollback}. */
@Service
@Command(
        scope = "bms",
        name = "config-rollback",
        description =
                "Makes an earlier configuration the one in force again: "
                        + "devices, points, rules, flow, whether monitoring is on, and the ids of this gateway, with which its topics move. It "
                        + "gets a revision of its own. What the gateway has written to points that it had not then is released first.")
public final class ConfigRollbackAction implements Action {
    @Argument(name = "revision", required = true, description = "One that bms:config-history lists")
    private long revision;

    @Reference(optional = true)
    private SiteHistory history;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        try {
            Set<PointId> points = history.points(revision);
            String released = Holdings.release(monitoring, point -> !points.contains(point), "Nothing was rolled back");
            Site site = history.rollBack(revision);
            Screen.of(session)
                    .println(released + "The configuration of revision " + revision + " is in force again, as revision "
                            + site.revision() + ".");
            return null;
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
