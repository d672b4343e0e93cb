// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerConsumerPlugin;

/**
 * Lets a subscriber that is connected fall further behind than one that is away. The ring of an
 * absent session keeps its newest messages and forgets the rest, which is right for one that is gone
 * and wrong for one that is only slower than a burst: its backlog goes to disk instead.
 *
 * <p>Thread: any.
 */
final class SessionRing implements ActiveMQServerConsumerPlugin {
    /** A bound all the same, for a client that keeps its connection and never reads: some 50 MB of disk. */
    static final long RING_WHILE_CONNECTED = 100_000;

    @Override
    public void afterCreateConsumer(ServerConsumer consumer) {
        consumer.getQueue().setRingSize(RING_WHILE_CONNECTED);
    }

    @Override
    public void afterCloseConsumer(ServerConsumer consumer, boolean failed) {
        Queue queue = consumer.getQueue();
        synchronized (queue) { // Artemis adds a consumer with the queue locked
            if (queue.getConsumerCount() == 0) {
                queue.setRingSize(ArtemisSettings.RING_WHILE_AWAY);
            }
        }
    }
}
