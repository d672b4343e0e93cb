// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:event-unsubscribe}. */
@Service
@Command(
        scope = "bms",
        name = "event-unsubscribe",
        description = "Takes out of a device's recipient list the entry that bms:event-subscribe has made."
                + " All other entries stay as they are.")
public final class EventUnsubscribeAction extends EventSubscriptionAction {
    @Override
    boolean entered() {
        return false;
    }
}
