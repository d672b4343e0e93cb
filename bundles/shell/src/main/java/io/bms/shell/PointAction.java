// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;

/** What asks monitoring about one point and shows the answer. */
abstract class PointAction implements Action {
    @Argument(name = "point", required = true, description = "As bms:point-list shows it: 1001.analogInput.1")
    @Completion(PointIdCompleter.class)
    private String pointId;

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference
    private Session session;

    @Override
    public final Object execute() throws Refused, InterruptedException {
        show(TypedPoint.find(site, pointId), monitoring, Screen.of(session));
        return null;
    }

    abstract void show(Point point, Monitoring monitoring, PrintStream out) throws Refused, InterruptedException;
}
