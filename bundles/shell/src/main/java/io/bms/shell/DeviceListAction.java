// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.site.Device;
import io.bms.api.site.SiteStore;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:device-list}. */
@Service
@Command(scope = "bms", name = "device-list", description = "Lists the devices of the site, and whether they answer.")
public final class DeviceListAction implements Action {
    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        Table table = new Table().ifEmpty("The site has no device yet; bms:device-discover looks for some.");
        table.column("Device").alignRight();
        table.column("Name");
        table.column("Address");
        table.column("Vendor");
        table.column("Model");
        table.column("Points").alignRight();
        table.column("State");
        for (Device device : site.current().devices().values()) {
            table.row(
                    device.deviceId(),
                    device.name(),
                    device.address(),
                    device.vendorName(),
                    device.modelName(),
                    device.points().size(),
                    state(device));
        }
        table.print(session);
        return null;
    }

    private String state(Device device) {
        return monitoring
                .device(device.deviceId())
                .map(DeviceListAction::words)
                .orElse(device.reachable() ? "not read yet" : "did not answer the last discovery");
    }

    private static String words(DeviceState state) {
        String since = " for " + Ages.of(state.since(), Instant.now());
        return state.online()
                ? "online" + since
                : "offline" + since
                        + state.lastFailure()
                                .map(failure -> ": " + failure.message())
                                .orElse("");
    }
}
