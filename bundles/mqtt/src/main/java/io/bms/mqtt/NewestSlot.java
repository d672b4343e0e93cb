// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.Topics;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Holds the newest of something that is retained under one topic, to be sent when it comes and again on each connect.
 * Thread: bms-mqtt-session.
 */
final class NewestSlot<T> {
    private final Function<Topics, String> topic;
    private final Function<T, byte[]> payload;
    private Optional<T> newest = Optional.empty();
    private boolean due;

    NewestSlot(Function<Topics, String> topic, Function<T, byte[]> payload) {
        this.topic = topic;
        this.payload = payload;
    }

    void put(T other) {
        newest = Optional.of(other);
        due = true;
    }

    /** On connecting, and when it is not known to have arrived. */
    void again() {
        due = newest.isPresent();
    }

    /** @param refused told when the broker does not take it; the next comes when there is one, or on connecting */
    Optional<PendingMessage> next(Topics topics, Consumer<Delivery.Refused> refused) {
        if (!due) {
            return Optional.empty();
        }
        due = false;
        return newest.map(it -> new PendingMessage(
                Outgoing.retained(topic.apply(topics), payload.apply(it)),
                PendingMessage.NOTHING,
                this::again,
                refused));
    }
}
