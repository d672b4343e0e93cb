// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmAction;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:alarm-resolve}. */
@Service
@Command(scope = "bms", name = "alarm-resolve", description = "Takes out alarms whose cause is gone.")
public final class AlarmResolveAction extends AlarmChangeAction {
    @Option(name = "--force", description = "Also if nobody can tell whether the cause is gone; takes a --note")
    private boolean force;

    @Override
    public Object execute() throws Refused, InterruptedException {
        change(new AlarmAction.Resolve(force), "Resolved");
        return null;
    }
}
