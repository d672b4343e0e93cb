// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmId;
import io.bms.api.command.Command.GetConfig;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-rule-remove}. */
@Service
@Command(
        scope = "bms",
        name = "alarm-rule-remove",
        description = "Removes rules of alarm; the alarms that they have raised are over then.")
public final class AlarmRuleRemoveAction implements Action {
    @Argument(
            name = "alarms",
            required = true,
            multiValued = true,
            description = "As bms:alarm-rule-list shows them: 1002.analogInput.3.supply-high")
    private List<String> alarms;

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Set<AlarmId> ids = new LinkedHashSet<>();
        for (String typed : alarms) {
            AlarmId id = Alarming.id(typed);
            if (!site.current().alarmRules().containsKey(id)) {
                throw new Refused(
                        "There is no rule " + id + "; bms:alarm-rule-list shows those there are. Nothing was removed.");
            }
            ids.add(id);
        }
        GetConfig command = GetConfig.of(new SiteChange.AlarmRules(List.of(), ids));
        CommandResult.Configured removed =
                Results.expect(CommandResult.Configured.class, Results.ask(dispatcher, ShellUser.of(session), command));
        Screen.of(session).println(ids.size() + " removed; the site is at revision " + removed.configRevision());
        return null;
    }
}
