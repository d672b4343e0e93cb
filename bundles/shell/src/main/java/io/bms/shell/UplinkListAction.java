// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.uplink.UplinkReport;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:uplink-list}. */
@Service
@Command(
        scope = "bms",
        name = "uplink-list",
        description = "Lists the brokers elsewhere that samples are brought to, and what waits for each.")
public final class UplinkListAction implements Action {
    @Reference(optional = true)
    @WorksWithout
    private List<UplinkReport> uplinks;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        Table table = new Table().ifEmpty("There is no uplink; a file io.bms.uplink-NAME.cfg makes one.");
        table.column("Uplink");
        table.column("Connected");
        table.column("Since").alignRight();
        table.column("Sent").alignRight();
        table.column("Waiting").alignRight();
        table.column("Oldest").alignRight();
        table.column("Dropped").alignRight();
        table.column("Bytes").alignRight();
        table.column("Last failure");
        Instant now = Instant.now();
        Optional.ofNullable(uplinks).stream()
                .flatMap(List::stream)
                .map(UplinkReport::report)
                .sorted(Comparator.comparing(UplinkReport.Report::name))
                .forEach(uplink -> table.row(
                        uplink.name(),
                        uplink.connected().orElse("no"),
                        Ages.of(uplink.since(), now),
                        uplink.sent(),
                        uplink.waiting(),
                        uplink.oldest().map(then -> Ages.of(then, now)).orElse(""),
                        uplink.dropped(),
                        uplink.bytes(),
                        uplink.failure().orElse("")));
        table.print(session);
        return null;
    }
}
