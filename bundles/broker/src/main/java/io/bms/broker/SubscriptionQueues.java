// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerBindingPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * The queues of subscriptions. It hears which there are, since those of Artemis's own are many where an earlier version
 * has left some: to look through 10,000 of them every two seconds took 3 % of the gateway's processor time. It hears so
 * of the post office: the server itself tells only of queues that it ends, and MQTT ends most of them directly, so that
 * they were kept for ever.
 *
 * <p>Thread: any.
 */
final class SubscriptionQueues implements ActiveMQServerBindingPlugin {
    private static final SimpleString INTERNAL = SimpleString.of("$");

    /** By their ids, since two of one name, of which one has just ended, are equal. */
    private final Map<Long, Queue> all = new ConcurrentHashMap<>();

    private SubscriptionQueues() {}

    /** Of a broker that nobody can connect to yet. */
    static SubscriptionQueues of(ActiveMQServer server) {
        SubscriptionQueues queues = new SubscriptionQueues();
        server.registerBrokerPlugin(queues);
        // those of the run before
        server.getPostOffice().getAllBindings().forEach(queues::afterAddBinding);
        return queues;
    }

    Collection<Queue> all() {
        return all.values();
    }

    @Override
    public void afterAddBinding(Binding binding) {
        if (binding instanceof LocalQueueBinding local && !local.getUniqueName().startsWith(INTERNAL)) {
            all.put(local.getID(), local.getQueue());
        }
    }

    @Override
    public void afterRemoveBinding(Binding binding, Transaction tx, boolean deleteData) {
        all.remove(binding.getID());
    }
}
