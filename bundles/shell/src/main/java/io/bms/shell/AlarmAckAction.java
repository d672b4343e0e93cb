// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmAction;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:alarm-ack}. */
@Service
@Command(scope = "bms", name = "alarm-ack", description = "Says that you have seen alarms.")
public final class AlarmAckAction extends AlarmChangeAction {
    @Override
    public Object execute() throws Refused, InterruptedException {
        change(new AlarmAction.Acknowledge(), "Acknowledged");
        return null;
    }
}
