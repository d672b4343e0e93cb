// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.security.SecurityAuth;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerQueuePlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the bytes that wait for a reader; {@link SessionRing} bounds their number only, and a message may have
 * four megabytes. While the heap is scarce, an eighth of them may wait. A client that does not keep up is told so and
 * closed; what still waits for a session that is away is dropped.
 *
 * <p>It hears which queues there are, since those of the retained topics are many: to look through 10,000 of them every
 * two seconds took 3 % of the gateway's processor time.
 *
 * <p>Thread: one of Artemis's scheduled pool; queues come and go on any.
 */
final class SlowReaders implements Runnable, ActiveMQServerQueuePlugin {
    private static final Logger LOG = LoggerFactory.getLogger(SlowReaders.class);
    private static final String INTERNAL = "$";

    private final Door door;
    private final LimitReport report;
    /** By their ids, since two of one name, of which one has just ended, are equal. */
    private final Map<Long, Queue> subscriptions = new ConcurrentHashMap<>();

    private SlowReaders(Door door, LimitReport report) {
        this.door = door;
        this.report = report;
    }

    /** Of a broker that nobody can connect to yet. */
    static SlowReaders of(ActiveMQServer server, Door door, LimitReport report) {
        SlowReaders readers = new SlowReaders(door, report);
        server.registerBrokerPlugin(readers);
        // those of the run before
        server.getPostOffice()
                .getAllBindings()
                .filter(LocalQueueBinding.class::isInstance)
                .forEach(binding -> readers.afterCreateQueue(((LocalQueueBinding) binding).getQueue()));
        return readers;
    }

    @Override
    public void afterCreateQueue(Queue queue) {
        if (!queue.getName().toString().startsWith(INTERNAL)) {
            subscriptions.put(queue.getID(), queue);
        }
    }

    @Override
    public void afterDestroyQueue(
            Queue queue,
            SimpleString address,
            SecurityAuth session,
            boolean checkConsumerCount,
            boolean removeConsumers,
            boolean autoDeleteAddress) {
        subscriptions.remove(queue.getID());
    }

    /** Looks at all subscriptions once. */
    @Override
    public void run() {
        try {
            for (Queue queue : subscriptions.values()) {
                if (queue.getPersistentSize() > door.backlogBytes()) {
                    relieve(queue);
                }
            }
        } catch (Exception unexpected) {
            LOG.warn("the queues of slow readers were not looked at", unexpected);
        }
    }

    /** A subscription's queue is named by client id, dot and filter; the dot cannot be in the id as it is spelled. */
    private void relieve(Queue queue) throws Exception {
        String name = queue.getName().toString();
        String clientId = TopicSpelling.outside(name.substring(0, Math.max(0, name.indexOf('.'))));
        if (ClientIds.isGateways(clientId)) {
            return;
        }
        report.passed(Limit.BACKLOG, BrokerReport.readable(clientId), door.backlogBytes());
        if (queue.getConsumerCount() > 0) {
            door.client(clientId).ifPresent(doorman -> doorman.expel(Reason.QUOTA_EXCEEDED));
        } else {
            queue.deleteAllReferences();
        }
    }
}
