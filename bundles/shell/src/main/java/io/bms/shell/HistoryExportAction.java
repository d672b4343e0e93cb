// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.GetHistory;
import io.bms.api.command.Command.GetHistory.Form;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import io.bms.api.site.SiteTime;
import io.bms.text.Csv;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:history-export}. */
@Service
@Command(
        scope = "bms",
        name = "history-export",
        description = "Writes stored samples to a file, CSV or JSON by its name's "
                + "end, point by point, each from the oldest on.")
public final class HistoryExportAction implements Action {
    private static final int PAGE = 10_000;

    @Option(name = "--days", description = "How far back from now, in days")
    private int days = 1;

    @Option(
            name = "--excel",
            description =
                    "en or de: a CSV file that English or German Excel opens with its numbers and times understood, these by"
                            + " the site's clock; states stand by their texts")
    private String excel = "";

    @Argument(
            index = 0,
            name = "file",
            required = true,
            description = "An absolute path on the gateway: /tmp/history.csv")
    private String file;

    @Argument(
            index = 1,
            name = "points",
            multiValued = true,
            description = "As bms:point-list shows them; without any, all of the site")
    @Completion(PointIdCompleter.class)
    private List<String> points = List.of();

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    @WorksWithout
    private SiteTime time;

    @Reference
    private Session session;

    private long written;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Path to = BackupAction.absolute(file);
        ExportFormat format = format();
        if (days < 1) {
            throw new Refused("--days " + days + " is not allowed; use 1 or more.");
        }
        List<PointId> chosen = chosen();
        WholeFile.write(to, out -> write(out, format, chosen));
        Screen.of(session).println(written + " samples are in " + to + ".");
        return null;
    }

    private void write(Writer out, ExportFormat format, List<PointId> chosen)
            throws IOException, Refused, InterruptedException {
        Instant to = Instant.now();
        Instant from = to.minus(Duration.ofDays(days));
        ProgressBar bar = new ProgressBar(session.getConsole());
        format.begin(out);
        for (int i = 0; i < chosen.size(); i++) {
            int done = i;
            point(chosen.get(i), from, to, out, format, part -> bar.show((done + part) / chosen.size()));
        }
        format.end(out);
        bar.end();
    }

    private interface Progress {
        void at(double part);
    }

    private void point(PointId point, Instant from, Instant to, Writer out, ExportFormat format, Progress progress)
            throws IOException, Refused, InterruptedException {
        Optional<DiscoveredObject> object = site.current().point(point).map(Point::object);
        Optional<String> cursor = Optional.empty();
        do {
            CommandResult result = Results.ask(
                    dispatcher,
                    ShellUser.of(session),
                    new GetHistory(List.of(point), from, Optional.of(to), new Form.Samples(PAGE, cursor)));
            HistoryPage<Sample> page =
                    Results.expect(CommandResult.SampleHistory.class, result).page();
            for (HistoryPage.Series<Sample> series : page.series()) {
                for (Sample sample : series.entries()) {
                    format.write(out, sample, object, written++ == 0);
                    progress.at(
                            (double) Duration.between(from, sample.timestamp()).toMillis()
                                    / Duration.between(from, to).toMillis());
                }
            }
            cursor = page.cursor();
        } while (cursor.isPresent());
        progress.at(1);
    }

    private List<PointId> chosen() throws Refused {
        if (points.isEmpty()) {
            return List.copyOf(new TreeSet<>(site.current().points().keySet()));
        }
        try {
            return points.stream().map(PointId::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }

    private ExportFormat format() throws Refused {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            Csv csv = Csv.of(excel).orElseThrow(() -> new Refused("--excel " + excel + " is not known; use en or de."));
            return new ExportFormat.Table(csv, time == null ? ZoneId.systemDefault() : time.zone());
        } else if (name.endsWith(".json") && !excel.isEmpty()) {
            throw new Refused("--excel is for a CSV file; leave it out, or give a file whose name ends in .csv.");
        } else if (name.endsWith(".json")) {
            return new ExportFormat.Json();
        }
        throw new Refused("'" + file + "' ends in neither .csv nor .json; the end says how it is written.");
    }
}
