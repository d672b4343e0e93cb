// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import org.apache.activemq.artemis.core.server.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has sent what waits for a place among the messages that are under way to a client (MQTT 5, 4.9). Of all
 * subscriptions of a session, Artemis looks only at the one whose message was acknowledged: what waited in another
 * stayed there until the next message came to it, as a request to the gateway did for minutes after a start with many
 * retained messages.
 *
 * <p>Thread: one of Artemis's scheduled pool.
 */
final class FreedPlaces implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FreedPlaces.class);

    private final SubscriptionQueues queues;

    FreedPlaces(SubscriptionQueues queues) {
        this.queues = queues;
    }

    /** Looks at all subscriptions once. */
    @Override
    public void run() {
        try {
            for (Queue queue : queues.all()) {
                if (queue.getConsumerCount() > 0 && queue.getMessageCount() > queue.getDeliveringCount()) {
                    queue.deliverAsync();
                }
            }
        } catch (RuntimeException unexpected) {
            LOG.warn("what waits for a place was not looked at", unexpected);
        }
    }
}
