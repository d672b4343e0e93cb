// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes alarms known outside: the MQTT session. A whiteboard service. It is told only of what is on the disk. */
@ConsumerType
public interface AlarmSink {
    /** Takes all active alarms, whenever one of them has changed; they replace those of before. Returns at once. */
    void alarms(ActiveAlarms active);

    /**
     * Takes an event; those of one call after another arrive in this order.
     *
     * @return completes normally with whether it has arrived; with false, on a lost connection for instance, it is to
     *     be given again later
     */
    CompletionStage<Boolean> event(AlarmEvent event);
}
