// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.event.Event;
import io.bms.api.event.EventLog;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:event-list}. */
@Service
@Command(
        scope = "bms",
        name = "event-list",
        description = "Lists what happened, the newest first: devices that came and "
                + "went, points that their devices refuse, commands, changes of the configuration.")
public final class EventListAction implements Action {
    private static final int MAX = 10_000;

    @Option(name = "--limit", description = "How many at most, 1 to 10000")
    private int limit = 50;

    @Option(name = "--kind", description = "Only these: device, point, command or configuration")
    private String kind = "";

    @Option(name = "--whole", description = "Cut nothing off, whatever the terminal's width")
    private boolean whole;

    @Reference(optional = true)
    private EventLog events;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        if (limit < 1 || limit > MAX) {
            throw new Refused("--limit " + limit + " is not allowed; use 1 to " + MAX + ".");
        }
        Table table = new Table().ifEmpty("Nothing has happened yet.");
        if (whole) {
            table.whole();
        }
        table.column("Time");
        table.column("Kind");
        table.column("What");
        table.column("How");
        for (Event event : events.newest(limit, kinds())) {
            table.row(event.at(), event.kind().wireName(), event.subject(), event.text());
        }
        table.print(session);
        return null;
    }

    private List<Event.Kind> kinds() throws Refused {
        List<Event.Kind> all = Arrays.asList(Event.Kind.values());
        List<Event.Kind> chosen = all.stream()
                .filter(one -> kind.isEmpty() || one.wireName().equals(kind))
                .toList();
        if (chosen.isEmpty()) {
            throw new Refused("--kind " + kind + " is not known; use one of "
                    + all.stream().map(Event.Kind::wireName).collect(Collectors.joining(", ")) + ".");
        }
        return chosen;
    }
}
