// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmAction;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:alarm-shelve}. */
@Service
@Command(
        scope = "bms",
        name = "alarm-shelve",
        description = "Puts alarms aside for a time, also if they come again; 1002.maintenance all of device 1002.")
public final class AlarmShelveAction extends AlarmChangeAction {
    @Option(name = "--minutes", description = "For how long: 15 to 10080, of a critical alarm 1440 at most; 0 ends it")
    private int minutes = 60;

    @Override
    public Object execute() throws Refused, InterruptedException {
        AlarmAction action;
        try {
            action = new AlarmAction.Shelve(Duration.ofMinutes(minutes));
        } catch (IllegalArgumentException e) {
            throw new Refused("--minutes " + minutes + " is not allowed; use 15 to 10080, or 0 to end it.");
        }
        change(action, minutes == 0 ? "No longer shelved" : "Shelved for " + minutes + " min");
        return null;
    }
}
