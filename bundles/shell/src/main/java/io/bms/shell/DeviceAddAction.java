// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.GetConfig;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:device-add}. */
@Service
@Command(
        scope = "bms",
        name = "device-add",
        description = "Adds the devices at these addresses to the site, where no broadcast reaches them.")
public final class DeviceAddAction implements Action {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Argument(name = "address", required = true, multiValued = true, description = "a.b.c.d or a.b.c.d:port")
    private List<String> addresses;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        List<DiscoveryRequest.Target> targets = new ArrayList<>();
        for (String address : addresses) {
            targets.add(Targets.address(address));
        }
        CommandResult result = Results.await(
                dispatcher.dispatch(ShellUser.of(session), GetConfig.discover(targets), progress -> {}), PATIENCE);
        CommandResult.Configured added = Results.expect(CommandResult.Configured.class, result);
        for (DiscoveredDevice device : added.devices()) {
            Screen.of(session)
                    .println("Device " + device.deviceId() + " " + device.name() + " at " + device.address() + ", "
                            + device.objects().size() + " points");
        }
        if (added.failure().isPresent()) {
            throw new Refused(added.failure().get());
        }
        return null;
    }
}
