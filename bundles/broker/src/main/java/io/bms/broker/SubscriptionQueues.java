// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.security.SecurityAuth;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerQueuePlugin;

/**
 * The queues of subscriptions. It hears which there are, since those of Artemis's own are many where an earlier version
 * has left some: to look through 10,000 of them every two seconds took 3 % of the gateway's processor time.
 *
 * <p>Thread: any.
 */
final class SubscriptionQueues implements ActiveMQServerQueuePlugin {
    private static final String INTERNAL = "$";

    /** By their ids, since two of one name, of which one has just ended, are equal. */
    private final Map<Long, Queue> all = new ConcurrentHashMap<>();

    private SubscriptionQueues() {}

    /** Of a broker that nobody can connect to yet. */
    static SubscriptionQueues of(ActiveMQServer server) {
        SubscriptionQueues queues = new SubscriptionQueues();
        server.registerBrokerPlugin(queues);
        // those of the run before
        server.getPostOffice()
                .getAllBindings()
                .filter(LocalQueueBinding.class::isInstance)
                .forEach(binding -> queues.afterCreateQueue(((LocalQueueBinding) binding).getQueue()));
        return queues;
    }

    Collection<Queue> all() {
        return all.values();
    }

    @Override
    public void afterCreateQueue(Queue queue) {
        if (!queue.getName().toString().startsWith(INTERNAL)) {
            all.put(queue.getID(), queue);
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
        all.remove(queue.getID());
    }
}
