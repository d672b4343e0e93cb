// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusItem.Counter;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the session counts since its start. Thread: any. */
public final class Counters {
    private final LongAdder reconnects = new LongAdder();
    private final LongAdder buffered = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    void reconnected() {
        reconnects.increment();
    }

    /** A message was kept because it could not go out at once. */
    void buffered() {
        buffered.increment();
    }

    /** A message will never go out, or came in and was not understood. */
    void dropped() {
        dropped.increment();
    }

    public List<StatusItem.Count> items() {
        return List.of(
                new StatusItem.Count(Counter.MQTT_RECONNECTS, reconnects.sum()),
                new StatusItem.Count(Counter.BUFFERED_MESSAGES, buffered.sum()),
                new StatusItem.Count(Counter.DROPPED_MESSAGES, dropped.sum()));
    }
}
