// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.CommandDispatcher;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:point-release}. */
@Service
@Command(
        scope = "bms",
        name = "point-release",
        description = "Releases an override (relinquishes): the point goes back to automatic, "
                + "that is to the next lower priority that is set, or to its default. Options stand before the point.")
public final class PointReleaseAction implements Action {
    @Option(
            name = "-p",
            aliases = "--priority",
            description = "The priority that was written: 1 to 16, not 6; 8 is the manual operator")
    private int priority = io.bms.api.command.Command.SetValueToPoint.DEFAULT_PRIORITY;

    @Argument(name = "point", required = true, description = "As bms:point-list shows it: 1001.analogValue.1")
    @Completion(PointIdCompleter.class)
    private String pointId;

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Point point = TypedPoint.find(site, pointId);
        Writing.carryOut(
                dispatcher,
                ShellUser.of(session),
                point,
                PointValue.NULL,
                priority,
                Optional.empty(),
                Screen.of(session));
        return null;
    }
}
