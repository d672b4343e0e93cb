// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.command.Command.GetConfig;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteStore;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-rule-set}. */
@Service
@Command(
        scope = "bms",
        name = "alarm-rule-set",
        description =
                "Adds a rule of alarm, or takes the place of the one of that name. bms:alarm-rule-try, with the same"
                        + " words, says how often it would have come.")
public final class AlarmRuleSetAction extends TypedRule {
    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        AlarmRule rule = rule();
        TypedPoint.find(site, rule.pointId().toString());
        GetConfig command = GetConfig.of(new SiteChange.AlarmRules(List.of(rule), Set.of()));
        CommandResult.Configured set =
                Results.expect(CommandResult.Configured.class, Results.ask(dispatcher, ShellUser.of(session), command));
        Screen.of(session)
                .println(rule.alarmId() + ": " + words(rule) + "; the site is at revision " + set.configRevision());
        return null;
    }
}
