// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.GetConfig;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.site.SiteStore;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:device-remove}. */
@Service
@Command(
        scope = "bms",
        name = "device-remove",
        description = "Removes devices from the site; they are read no more, and their retained values are cleared."
                + " What the gateway has written to them is released first.")
public final class DeviceRemoveAction implements Action {
    @Argument(
            name = "device",
            required = true,
            multiValued = true,
            description = "Instance numbers, as bms:device-list shows them")
    @Completion(DeviceIdCompleter.class)
    private List<Integer> deviceIds;

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        for (Integer deviceId : deviceIds) {
            if (!site.current().devices().containsKey(deviceId)) {
                throw new Refused("The site has no device " + deviceId
                        + "; bms:device-list shows those it has. Nothing was removed.");
            }
        }
        GetConfig command = GetConfig.remove(Set.copyOf(deviceIds));
        CommandResult result = Results.ask(dispatcher, ShellUser.of(session), command);
        CommandResult.Configured removed = Results.expect(CommandResult.Configured.class, result);
        Screen.of(session)
                .println(
                        Set.copyOf(deviceIds).size() + " removed; the site is at revision " + removed.configRevision());
        return null;
    }
}
