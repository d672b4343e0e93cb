// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.override.PointOverride;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import java.time.Duration;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:override-list}. */
@Service
@Command(scope = "bms", name = "override-list", description = "Lists what the gateway has written and not released.")
public final class OverrideListAction implements Action {
    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        Table table = new Table().ifEmpty("Nothing that the gateway wrote is in force.");
        table.column("Point");
        table.column("Name");
        table.column("Written").alignRight();
        table.column("Priority").alignRight();
        table.column("Since").alignRight();
        table.column("Released in").alignRight();
        table.column("Was");
        Instant now = Instant.now();
        boolean stays = false;
        for (PointOverride override : monitoring.overrides()) {
            table.row(
                    override.pointId(),
                    site.current()
                            .point(override.pointId())
                            .map(Point::object)
                            .map(object -> object.name())
                            .orElse(""),
                    Values.bare(override.value()),
                    override.priority(),
                    Ages.of(override.since(), now),
                    override.replaced().isPresent()
                            ? "cannot be"
                            : override.until()
                                    .map(until -> Math.max(
                                                    0,
                                                    Duration.between(now, until).toSeconds()) + " s")
                                    .orElse("never"),
                    override.replaced().map(Values::bare).orElse(""));
            stays |= override.replaced().isPresent();
        }
        table.print(session);
        if (stays) {
            Screen.of(session)
                    .println("What cannot be released has no priority array: write what it was (bms:point-write),"
                            + " or leave the value there and give it up (bms:override-drop).");
        }
        return null;
    }
}
