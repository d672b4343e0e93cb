// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.GetHistory;
import io.bms.api.command.Command.GetHistory.Form;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.site.SiteStore;
import io.bms.wire.JsonValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:history-list}. */
@Service
@Command(scope = "bms", name = "history-list", description = "Lists the stored samples of a point, the oldest first.")
public final class HistoryListAction implements Action {
    @Option(name = "--minutes", description = "How far back from now, in minutes")
    private int minutes = 60;

    @Option(name = "--limit", description = "How many samples at most, 1 to 10000")
    private int limit = 200;

    @Argument(name = "point", required = true, description = "As bms:point-list shows it: 1001.analogInput.1")
    @Completion(PointIdCompleter.class)
    private String pointId;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference(optional = true)
    private SiteStore site;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        HistoryPage<Sample> page = Results.expect(
                        CommandResult.SampleHistory.class, Results.ask(dispatcher, ShellUser.of(session), request()))
                .page();
        Table table = new Table().ifEmpty("No sample of this point is stored of that time.");
        table.column("Time");
        table.column("Value").alignRight();
        table.column("Quality");
        for (Sample sample : page.series().get(0).entries()) {
            String value = site.current()
                    .point(sample.pointId())
                    .map(point -> Values.show(sample.value(), point.object()))
                    .orElse(Values.bare(sample.value()));
            table.row(
                    JsonValues.time(sample.timestamp()), value, sample.quality().wireName());
        }
        table.print(session);
        if (page.cursor().isPresent()) {
            Screen.of(session).println("There are more; use --limit, or fewer --minutes.");
        }
        return null;
    }

    /** Also of a point that the site has no longer. */
    private GetHistory request() throws Refused {
        if (minutes < 1) {
            throw new Refused("--minutes " + minutes + " is not allowed; use 1 or more.");
        }
        try {
            return new GetHistory(
                    List.of(PointId.parse(pointId)),
                    Instant.now().minus(Duration.ofMinutes(minutes)),
                    Optional.empty(),
                    new Form.Samples(limit, Optional.empty()));
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
