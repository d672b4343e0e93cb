// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.journal.JournalLoadInformation;
import org.apache.activemq.artemis.core.persistence.AddressBindingInfo;
import org.apache.activemq.artemis.core.persistence.GroupingInfo;
import org.apache.activemq.artemis.core.persistence.QueueBindingInfo;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalStorageManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/**
 * Artemis that leaves out, when it loads its store, whatever the door would not let in today: addresses,
 * queues and subscriptions with a topic or filter that breaks {@link TopicRules}. A single topic of 5,000 levels
 * from an earlier version ended each start in a stack overflow.
 *
 * <p>Thread: bms-broker-lifecycle, for what is added to Artemis here.
 */
final class CarefulServer extends ActiveMQServerImpl {
    /** Artemis's own, and what is not a topic at all. */
    private static final String INTERNAL = "$sys.";

    private final Set<String> leftOut = new TreeSet<>();

    CarefulServer(Configuration configuration, ActiveMQSecurityManager security) {
        super(configuration, security);
    }

    /** Names of what was not loaded; called when the server is active. */
    Collection<String> leftOut() {
        return List.copyOf(leftOut);
    }

    @Override
    protected StorageManager createStorageManager() {
        return new CarefulStorage(ioCriticalErrorListener);
    }

    private boolean isSound(String address) {
        String prefix = MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX;
        if (address.startsWith(prefix)) {
            return TopicRules.isTopicName(topic(address.substring(prefix.length())));
        }
        return address.startsWith(INTERNAL) || TopicRules.isTopicFilter(topic(address));
    }

    private String topic(String address) {
        return TopicSpelling.outside(
                MQTTUtil.getMqttTopicFromCoreAddress(address, getConfiguration().getWildcardConfiguration()));
    }

    /** Takes from the sessions what would fail, or be without end, once their clients come back. */
    void cleanSessions() throws Exception {
        MQTTStateManager sessions = MQTTStateManager.getInstance(this);
        for (MQTTSessionState session : sessions.getSessionStates().values()) {
            List<String> unsound = session.getSubscriptionsPlusID().keySet().stream()
                    .filter(Predicate.not(filter -> TopicRules.isTopicFilter(TopicSpelling.outside(filter))))
                    .toList();
            for (String filter : unsound) {
                session.removeSubscription(filter);
                leftOut.add(TopicSpelling.outside(filter));
            }
            if (!unsound.isEmpty()) {
                sessions.storeDurableSubscriptionState(session);
            }
        }
    }

    private final class CarefulStorage extends JournalStorageManager {
        CarefulStorage(IOCriticalErrorListener listener) {
            super(
                    CarefulServer.this.getConfiguration(),
                    CarefulServer.this.getCriticalAnalyzer(),
                    CarefulServer.this.executorFactory,
                    CarefulServer.this.scheduledPool,
                    CarefulServer.this.ioExecutorFactory,
                    listener);
        }

        @Override
        public JournalLoadInformation loadBindingJournal(
                List<QueueBindingInfo> queues, List<GroupingInfo> groups, List<AddressBindingInfo> addresses)
                throws Exception {
            JournalLoadInformation loaded = super.loadBindingJournal(queues, groups, addresses);
            leaveOutQueues(queues);
            leaveOutAddresses(addresses);
            return loaded;
        }

        private void leaveOutQueues(List<QueueBindingInfo> queues) throws Exception {
            List<Long> unsound = new ArrayList<>();
            for (Iterator<QueueBindingInfo> all = queues.iterator(); all.hasNext(); ) {
                QueueBindingInfo queue = all.next();
                String address = queue.getQueueConfiguration().getAddress().toString();
                if (!isSound(address)) {
                    leftOut.add(topic(address));
                    unsound.add(queue.getQueueConfiguration().getId());
                    all.remove();
                }
            }
            for (long id : unsound) {
                long tx = generateID();
                deleteQueueBinding(tx, id);
                commitBindings(tx);
            }
        }

        private void leaveOutAddresses(List<AddressBindingInfo> addresses) throws Exception {
            List<Long> unsound = new ArrayList<>();
            for (Iterator<AddressBindingInfo> all = addresses.iterator(); all.hasNext(); ) {
                AddressBindingInfo address = all.next();
                if (!isSound(address.getName().toString())) {
                    leftOut.add(topic(address.getName().toString()));
                    unsound.add(address.getId());
                    all.remove();
                }
            }
            for (long id : unsound) {
                long tx = generateID();
                deleteAddressBinding(tx, id);
                commitBindings(tx);
            }
        }
    }
}
