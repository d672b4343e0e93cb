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

/** {@code bms:status}. */
@Service
@Command(
        scope = "bms",
        name = "status",
        description = "Shows how the gateway is: connections, devices, points, problems.")
public final class StatusAction implements Action {
    @Reference(optional = true)
    private GatewayHealth health;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference(optional = true)
    private IdentityStore identities;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        GatewayStatus status = health.current();
        PrintStream out = Screen.of(session);
        Table table = new Table().noHeads();
        table.column("what");
        table.column("how");
        table.row("Version", status.version());
        table.row("Identity", IdentityShowAction.path(identities.current()));
        table.row("Monitoring", status.monitoring().wireName());
        table.row("Driver", monitoring.driverVersion().orElse("none"));
        table.row("BACnet", status.bacnetConnection().wireName());
        table.row("MQTT", status.mqttConnection().wireName());
        table.row("Devices", status.devicesOnline() + " of " + status.devicesTotal() + " answer");
        table.row("Points", status.pointsMonitored() + " are read");
        table.row("Configuration", "revision " + status.configRevision());
        new TreeMap<>(status.errorCounts())
                .forEach((counter, count) -> table.row(words(counter.name()), count + " since the start"));
        table.print(session);
        if (!status.problems().isEmpty()) {
            out.println();
            Table problems = new Table().whole();
            problems.column("Problem");
            problems.column("For");
            for (StatusItem.Problem problem : status.problems()) {
                problems.row(problem.message(), Ages.of(problem.since(), Instant.now()));
            }
            problems.print(session);
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
