// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:override-drop}. */
@Service
@Command(
        scope = "bms",
        name = "override-drop",
        description = "Gives up a value that the gateway has written and cannot release, as when"
                + " its device is gone for good. Nothing is sent: the value stays in the device.")
public final class OverrideDropAction implements Action {
    @Argument(name = "point", required = true, description = "As bms:override-list shows it: 1001.analogValue.1")
    private String pointId;

    @Argument(index = 1, name = "priority", required = true, description = "As bms:override-list shows it: 1 to 16")
    private int priority;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        PointId id = TypedPoint.id(pointId);
        if (!Results.await(monitoring.dropOverride(id, priority), Results.PATIENCE)) {
            throw new Refused("The gateway holds nothing in " + id + " at priority " + priority
                    + "; bms:override-list shows what it holds.");
        }
        Screen.of(session)
                .println("Given up; if " + id + " still has the value at priority " + priority
                        + ", release it at the device.");
        return null;
    }
}
