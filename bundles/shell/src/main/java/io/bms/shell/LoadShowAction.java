// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.GetConfig;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.monitoring.NetworkLoad;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:load-show}. */
@Service
@Command(
        scope = "bms",
        name = "load-show",
        description = "Estimates what reading costs the network, now or with another interval, before it is set.")
public final class LoadShowAction implements Action {
    private static final int MOST_DEVICES = 20;

    @Option(
            name = "-i",
            aliases = "--interval",
            description = "Seconds between two reads, where no rule says otherwise")
    private int interval;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        GetConfig preview = GetConfig.poll(interval == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(interval)))
                .previewed();
        NetworkLoad load = Results.expect(
                        CommandResult.Previewed.class, Results.ask(dispatcher, ShellUser.of(session), preview))
                .load();
        Table table = new Table().ifEmpty("The site has no device yet; bms:device-discover looks for some.");
        for (String column : List.of("Device", "Points", "Requests/s", "KiB/min")) {
            table.column(column).alignRight();
        }
        load.devices().stream()
                .limit(MOST_DEVICES)
                .forEach(device -> table.row(
                        device.deviceId(),
                        device.points(),
                        String.format("%.2f", device.requestsPerSecond()),
                        String.format("%.1f", device.bytesPerMinute() / 1024)));
        table.print(session);
        Screen.of(session)
                .println(String.format(
                        "In all %.1f requests a second, %.1f KiB a minute, without what devices report by themselves",
                        load.requestsPerSecond(), load.bytesPerMinute() / 1024));
        return null;
    }
}
