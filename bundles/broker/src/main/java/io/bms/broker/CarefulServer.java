// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
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
 * queues and subscriptions with a topic or filter that breaks {@link TopicRules}, and a {@link RetainedSurplus}. A
 * single topic of 5,000 levels from an earlier version ended each start in a stack overflow.
 *
 * <p>Thread: bms-broker-lifecycle, for what is added to Artemis here.
 */
final class CarefulServer extends ActiveMQServerImpl {
    /** Artemis's own, and what is not a topic at all. */
    private static final String INTERNAL = "$sys.";

    private static final String RETAINED = MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX;

    private final BrokerSettings settings;
    private final Set<String> leftOut = new TreeSet<>();
    private Set<String> surplus = Set.of();
    private Optional<Path> copy = Optional.empty();

    CarefulServer(Configuration configuration, ActiveMQSecurityManager security, BrokerSettings settings) {
        super(configuration, security);
        this.settings = settings;
    }

    /** Names of what was not loaded; called when the server is active. */
    Collection<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Where the store is as it was, if more retained topics lay in it than may be. */
    Optional<Path> copy() {
        return copy;
    }

    @Override
    protected StorageManager createStorageManager() {
        return new CarefulStorage(ioCriticalErrorListener);
    }

    private boolean isToBeLoaded(String address) {
        if (address.startsWith(RETAINED)) {
            String topic = retainedTopic(address);
            return TopicRules.isTopicName(topic) && !surplus.contains(topic);
        }
        return address.startsWith(INTERNAL) || TopicRules.isTopicFilter(topic(address));
    }

    private String retainedTopic(String address) {
        return topic(address.substring(RETAINED.length()));
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
            findSurplus(queues);
            leaveOutQueues(queues);
            leaveOutAddresses(addresses);
            return loaded;
        }

        /** Before a queue is made of any of them, which is what costs the memory. */
        private void findSurplus(List<QueueBindingInfo> queues) throws IOException {
            List<QueueConfiguration> oldestFirst = queues.stream()
                    .map(QueueBindingInfo::getQueueConfiguration)
                    .sorted(Comparator.comparing(QueueConfiguration::getId))
                    .toList();
            List<String> retained = oldestFirst.stream()
                    .map(queue -> queue.getAddress().toString())
                    .filter(address -> address.startsWith(RETAINED))
                    .map(CarefulServer.this::retainedTopic)
                    .toList();
            List<String> heard = oldestFirst.stream()
                    .filter(queue -> queue.getUser() != null
                            && Members.isGateway(queue.getUser().toString()))
                    .map(queue -> topic(queue.getAddress().toString()))
                    .toList();
            surplus = RetainedSurplus.of(
                    retained, heard, settings.limits().retainedTopics().all());
            if (!surplus.isEmpty()) {
                copy = Optional.of(SetAside.copy(settings.directory(), Clock.systemUTC()));
            }
        }

        private void leaveOutQueues(List<QueueBindingInfo> queues) throws Exception {
            long tx = generateID();
            boolean any = false;
            for (Iterator<QueueBindingInfo> all = queues.iterator(); all.hasNext(); ) {
                QueueConfiguration queue = all.next().getQueueConfiguration();
                if (isLeftOut(queue.getAddress().toString())) {
                    deleteQueueBinding(tx, queue.getId());
                    any = true;
                    all.remove();
                }
            }
            if (any) {
                commitBindings(tx);
            }
        }

        private void leaveOutAddresses(List<AddressBindingInfo> addresses) throws Exception {
            long tx = generateID();
            boolean any = false;
            for (Iterator<AddressBindingInfo> all = addresses.iterator(); all.hasNext(); ) {
                AddressBindingInfo address = all.next();
                if (isLeftOut(address.getName().toString())) {
                    deleteAddressBinding(tx, address.getId());
                    any = true;
                    all.remove();
                }
            }
            if (any) {
                commitBindings(tx);
            }
        }

        private boolean isLeftOut(String address) {
            if (isToBeLoaded(address)) {
                return false;
            }
            leftOut.add(address.startsWith(RETAINED) ? retainedTopic(address) : topic(address));
            return true;
        }
    }
}
