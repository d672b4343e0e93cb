// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:event-subscribe}. */
@Service
@Command(
        scope = "bms",
        name = "event-subscribe",
        description = "Enters the gateway into the recipient list of a device's notification class, so that the device"
                + " tells it of each event. All other entries stay as they are.")
public final class EventSubscribeAction extends EventSubscriptionAction {
    @Override
    boolean entered() {
        return true;
    }
}
