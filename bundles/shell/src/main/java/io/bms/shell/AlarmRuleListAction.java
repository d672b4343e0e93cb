// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.point.PointId;
import io.bms.api.site.SiteStore;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-rule-list}. */
@Service
@Command(
        scope = "bms",
        name = "alarm-rule-list",
        description = "Lists the gateway's own rules of alarm, of all points or of one.")
public final class AlarmRuleListAction implements Action {
    @Argument(name = "point", description = "As bms:point-list shows it: 1001.analogInput.1")
    @Completion(PointIdCompleter.class)
    private String point;

    @Reference(optional = true)
    private SiteStore site;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        PointId only = point == null ? null : TypedPoint.id(point);
        List<AlarmRule> rules = site.current().alarmRules().values().stream()
                .filter(rule -> only == null || rule.pointId().equals(only))
                .toList();
        Table table = new Table().ifEmpty("There is no rule of alarm; bms:alarm-rule-set adds one.");
        table.column("Alarm");
        table.column("Priority");
        table.column("When");
        table.column("Text");
        for (AlarmRule rule : rules) {
            table.row(
                    rule.alarmId(),
                    rule.priority().wireName(),
                    TypedRule.words(rule),
                    rule.text().orElse(""));
        }
        table.print(session);
        return null;
    }
}
