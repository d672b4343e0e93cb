// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmTrial;
import io.bms.api.alarm.AlarmTrials;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:alarm-rule-try}. */
@Service
@Command(
        scope = "bms",
        name = "alarm-rule-try",
        description = "Says how often a rule of alarm would have come in the past, and when. It changes nothing.")
public final class AlarmRuleTryAction extends TypedRule {
    @Option(name = "--days", description = "How many days back, 1 to 31")
    private String typed = "7";

    @Reference(optional = true)
    private AlarmTrials trials;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        int days = days();
        AlarmRule rule = rule();
        AlarmTrial trial = tryOut(rule, days);
        Screen screen = Screen.of(session);
        screen.println(rule.alarmId() + ": " + words(rule));
        if (trial.samples() == 0) {
            screen.println("Nothing was stored of this point in the last " + days + " days.");
            return null;
        }
        Table table = new Table().ifEmpty("It would not have come in the last " + days + " days.");
        table.column("Raised");
        table.column("For").alignRight();
        trial.newest()
                .forEach(onset -> table.row(
                        onset.at(),
                        onset.goneAt().map(gone -> Ages.of(onset.at(), gone)).orElse("still there")));
        table.print(session);
        screen.println(trial.onsets() + " in " + days + " days, by " + trial.samples() + " samples.");
        return null;
    }

    private int days() throws Refused {
        if (!typed.matches("[1-9]|[12][0-9]|3[01]")) {
            throw new Refused("--days " + typed + " is not allowed; use 1 to 31.");
        }
        return Integer.parseInt(typed);
    }

    private AlarmTrial tryOut(AlarmRule rule, int days) throws Refused {
        try {
            return trials.tryOut(rule, Duration.ofDays(days));
        } catch (IllegalStateException e) {
            throw new Refused("There is no history at present; feature:install bms-timeseries brings it.");
        }
    }
}
