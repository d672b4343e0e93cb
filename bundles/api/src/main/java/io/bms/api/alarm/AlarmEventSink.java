// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes events of alarms known outside, each of them: the MQTT session. A service; of several the one of the highest
 * ranking is told, so that no other can keep an event from counting as told. Who else wants events reads them by
 * get_alarms, from the number on that it has.
 */
@ConsumerType
public interface AlarmEventSink {
    /**
     * Takes an event; those of one call after another arrive in this order. It is on the disk.
     *
     * @return completes normally with whether it has arrived; with false, on a lost connection for instance, it is to
     *     be given again later
     */
    CompletionStage<Boolean> event(AlarmEvent event);
}
