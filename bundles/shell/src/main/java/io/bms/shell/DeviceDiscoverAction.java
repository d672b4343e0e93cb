// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.GetConfig;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:device-discover}. */
@Service
@Command(
        scope = "bms",
        name = "device-discover",
        description = "Looks for devices on the network and adds what it finds to "
                + "the site; their points are read from then on. Without an address it asks everyone, by broadcast.")
public final class DeviceDiscoverAction implements Action {
    /** A discovery ends by its own time-out, which an operator may have set higher than usual. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final int MOST_LINES = 40;

    @Option(
            name = "-r",
            aliases = "--range",
            multiValued = true,
            description = "Only device instances low-high, as in 1000-1999")
    private List<String> ranges = List.of();

    @Option(
            name = "-n",
            aliases = "--network",
            multiValued = true,
            description = "Only the configured network of that name")
    private List<String> networks = List.of();

    @Argument(name = "address", multiValued = true, description = "Addresses to ask, a.b.c.d or a.b.c.d:port")
    private List<String> addresses = List.of();

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    private volatile boolean watched = true;

    @Override
    public Object execute() throws Refused, InterruptedException {
        PrintStream out = Screen.of(session);
        Site before = site.current();
        CommandResult result = discover(out);
        CommandResult.Configured found = Results.expect(CommandResult.Configured.class, result);
        if (!found.devices().isEmpty() || found.conflicts().isEmpty()) {
            print(found.devices());
        }
        List<String> differences = SiteDifference.between(before, site.current());
        out.println(differences.isEmpty() ? "Nothing is new." : "Changed since before:");
        differences.stream().limit(MOST_LINES).forEach(line -> out.println("  " + line));
        if (differences.size() > MOST_LINES) {
            out.println("  and " + (differences.size() - MOST_LINES) + " more");
        }
        for (DiscoveryReport.Unreachable unreachable : found.unreachable()) {
            out.println(unreachable.address() + ": " + unreachable.failure().message());
        }
        for (DiscoveryReport.Conflict conflict : found.conflicts()) {
            out.println("Device " + conflict.deviceId() + " answers at " + String.join(" and ", conflict.addresses())
                    + "; the first is read. Give one of them another instance number, or if the first is gone for good, remove the"
                    + " device and discover it again.");
        }
        if (found.failure().isPresent()) {
            throw new Refused(found.failure().get());
        }
        return null;
    }

    private CommandResult discover(PrintStream out) throws Refused, InterruptedException {
        try {
            return Results.await(dispatcher.dispatch(ShellUser.of(session), command(), this::showProgress), PATIENCE);
        } finally {
            // After Ctrl-C the discovery goes on, but its progress is for nobody any more.
            watched = false;
            out.println();
        }
    }

    private GetConfig command() throws Refused {
        List<DiscoveryRequest.Target> targets = new ArrayList<>();
        for (String address : addresses) {
            targets.add(Targets.address(address));
        }
        List<DiscoveryRequest.Range> instances = new ArrayList<>();
        for (String range : ranges) {
            instances.add(Targets.range(range));
        }
        return GetConfig.discover(targets, instances, networks);
    }

    private void showProgress(DiscoveryProgress progress) {
        if (!watched) {
            return;
        }
        Screen out = Screen.of(session);
        String line = String.format(
                "%3d %%  %d devices found  %s", progress.percent(), progress.devicesFound(), progress.currentDevice());
        if (session.getTerminal() == null) {
            out.println(line);
        } else {
            out.overwrite(line);
        }
        out.flush();
    }

    private static String unfinished(DiscoveredDevice device) {
        return device.extent().map(DiscoveredDevice.Extent::toString).orElse("not all");
    }

    private void print(List<DiscoveredDevice> devices) {
        Table table = new Table().ifEmpty("No device answered.");
        table.column("Device").alignRight();
        table.column("Name");
        table.column("Address");
        table.column("Vendor");
        table.column("Model");
        table.column("Points").alignRight();
        for (DiscoveredDevice device : devices) {
            table.row(
                    device.deviceId(),
                    device.name(),
                    device.address(),
                    device.vendorName(),
                    device.modelName(),
                    device.objects().size() + (device.complete() ? "" : " (" + unfinished(device) + ")"));
        }
        table.print(session);
    }
}
