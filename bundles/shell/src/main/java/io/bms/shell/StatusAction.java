// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.identity.IdentityStore;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.status.GatewayHealth;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code bms:status}. */
@Service
@Command(
        scope = "bms",
        name = "status",
        description = "Shows how the gateway is: connections, devices, points, problems.")
public final class StatusAction implements Action {
    @Reference
    private GatewayHealth health;

    @Reference
    private Monitoring monitoring;

    @Reference
    private IdentityStore identities;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        GatewayStatus status = health.current();
        PrintStream out = session.getConsole();
        ShellTable table = new ShellTable().noHeaders();
        table.column("what");
        table.column("how");
        table.addRow().addContent("Version", status.version());
        table.addRow().addContent("Identity", IdentityShowAction.path(identities.current()));
        table.addRow().addContent("Monitoring", status.monitoring().wireName());
        table.addRow().addContent("Driver", monitoring.driverVersion().orElse("none"));
        table.addRow().addContent("BACnet", status.bacnetConnection().wireName());
        table.addRow().addContent("MQTT", status.mqttConnection().wireName());
        table.addRow().addContent("Devices", status.devicesOnline() + " of " + status.devicesTotal() + " answer");
        table.addRow().addContent("Points", status.pointsMonitored() + " are read");
        table.addRow().addContent("Configuration", "revision " + status.configRevision());
        new TreeMap<>(status.errorCounts()).forEach((counter, count) -> table.addRow()
                .addContent(words(counter.name()), count + " since the start"));
        table.print(out);
        if (!status.problems().isEmpty()) {
            out.println();
            ShellTable problems = new ShellTable();
            problems.column("Problem");
            problems.column("For");
            for (StatusItem.Problem problem : status.problems()) {
                problems.addRow().addContent(problem.message(), Ages.of(problem.since(), Instant.now()));
            }
            problems.print(out);
        }
        return null;
    }

    /** {@code BACNET_TIMEOUTS} as {@code BACnet timeouts}. */
    private static String words(String name) {
        String words =
                name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        return words.replace("Bacnet", "BACnet").replace("Mqtt", "MQTT");
    }
}
