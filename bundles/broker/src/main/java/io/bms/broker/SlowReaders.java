// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import org.apache.activemq.artemis.core.server.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the bytes that wait for a reader; {@link SessionRing} bounds their number only, and a message may have
 * four megabytes. While the heap is scarce, an eighth of them may wait. A client that does not keep up is told so and
 * closed. What waits for a session that is away is {@link AwayBacklog}'s.
 *
 * <p>Thread: one of Artemis's scheduled pool.
 */
final class SlowReaders implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowReaders.class);

    private final Door door;
    private final LimitReport report;
    private final SubscriptionQueues queues;

    SlowReaders(SubscriptionQueues queues, Door door, LimitReport report) {
        this.queues = queues;
        this.door = door;
        this.report = report;
    }

    /** Looks at all subscriptions once. */
    @Override
    public void run() {
        try {
            for (Queue queue : queues.all()) {
                if (queue.getConsumerCount() > 0 && queue.getPersistentSize() > door.backlogBytes()) {
                    relieve(queue);
                }
            }
        } catch (RuntimeException unexpected) {
            LOG.warn("the queues of slow readers were not looked at", unexpected);
        }
    }

    /** A subscription's queue is named by client id, dot and filter; the dot cannot be in the id as it is spelled. */
    private void relieve(Queue queue) {
        String name = queue.getName().toString();
        String clientId = TopicSpelling.outside(name.substring(0, Math.max(0, name.indexOf('.'))));
        if (ClientIds.isGateways(clientId)) {
            return;
        }
        report.passed(Limit.BACKLOG, BrokerReport.readable(clientId), door.backlogBytes());
        door.client(clientId).ifPresent(doorman -> doorman.expel(Reason.QUOTA_EXCEEDED));
    }
}
