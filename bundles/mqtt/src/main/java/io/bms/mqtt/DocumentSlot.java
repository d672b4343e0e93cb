// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Outgoing;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Documents on their way out: those that are new or have changed, and on each connect all. Thread: bms-mqtt-session.
 */
final class DocumentSlot {
    /** The pause before what the broker refuses is sent again. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final SessionThread thread;
    private final Refusals refusals;
    private final Set<String> due = new LinkedHashSet<>();
    private Map<String, byte[]> newest = Map.of();
    private Runnable pump = PendingMessage.NOTHING;

    DocumentSlot(SessionThread thread, Refusals refusals) {
        this.thread = thread;
        this.refusals = refusals;
    }

    void put(Map<String, byte[]> byTopic) {
        byTopic.forEach((topic, document) -> {
            if (!Arrays.equals(document, newest.get(topic))) {
                due.add(topic);
            }
        });
        newest = Map.copyOf(byTopic);
    }

    boolean has(String topic) {
        return newest.containsKey(topic);
    }

    /** @param sender is called when something that was not there before is to be sent */
    void connected(Runnable sender) {
        pump = sender;
        due.addAll(newest.keySet());
    }

    Optional<PendingMessage> next() {
        Iterator<String> topics = due.iterator();
        while (topics.hasNext()) {
            String topic = topics.next();
            topics.remove();
            if (has(topic)) {
                return Optional.of(pending(topic));
            }
        }
        return Optional.empty();
    }

    private PendingMessage pending(String topic) {
        Outgoing message = Outgoing.retained(topic, newest.get(topic));
        return new PendingMessage(message, PendingMessage.NOTHING, () -> due.add(topic), why -> {
            refusals.refused(topic, why);
            thread.later(AGAIN, () -> {
                due.add(topic);
                pump.run();
            });
        });
    }
}
