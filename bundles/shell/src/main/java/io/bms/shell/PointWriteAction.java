// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import java.time.Duration;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:point-write}. */
@Service
@Command(
        scope = "bms",
        name = "point-write",
        description =
                "Overrides a point: writes a value at a priority, which then holds "
                        + "until it is released (bms:point-release) or a higher priority writes. Options stand before the point.")
public final class PointWriteAction implements Action {
    @Option(
            name = "-p",
            aliases = "--priority",
            description = "1 (highest) to 16 (lowest), not 6; 8 is the manual operator")
    private int priority = io.bms.api.command.Command.SetValueToPoint.DEFAULT_PRIORITY;

    @Option(name = "--preview", description = "Writes nothing: says what would be, and if it could not be released")
    private boolean preview;

    @Option(
            name = "--for",
            description = "Minutes after which the gateway releases it by itself, 1 to 525600; "
                    + "without it when writeLeaseSeconds in io.bms.monitoring.cfg says so, if at all")
    private Integer minutes;

    @Argument(
            index = 0,
            name = "point",
            required = true,
            description = "As bms:point-list shows it: 1001.analogValue.1")
    @Completion(PointIdCompleter.class)
    private String pointId;

    @Argument(
            index = 1,
            name = "value",
            required = true,
            description =
                    "A number in the point's unit, with one comma or point at most; a state: active, inactive, its number or "
                            + "its text; or between quotation marks a text, \"2026-01-31 06:30:00.00\", \"B'0110'\", \"X'0AFF'\"")
    private String value;

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Point point = TypedPoint.find(site, pointId);
        PointValue parsed = Values.parse(value, point.object());
        Optional<Duration> releaseAfter = time(minutes);
        String verb = preview ? "Would write" : "Writes";
        Writing.announce(dispatcher, ShellUser.of(session), point, parsed, priority, verb, Screen.of(session));
        if (!preview) {
            Writing.carryOut(
                    dispatcher, ShellUser.of(session), point, parsed, priority, releaseAfter, Screen.of(session));
        }
        return null;
    }

    /** @param minutes null: not given */
    static Optional<Duration> time(Integer minutes) throws Refused {
        long most = SetValueToPoint.MAX_RELEASE_AFTER.toMinutes();
        if (minutes != null && (minutes < 1 || minutes > most)) {
            throw new Refused("--for " + minutes + " is not allowed; use 1 to " + most + " minutes.");
        }
        return Optional.ofNullable(minutes).map(Duration::ofMinutes);
    }
}
