// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/**
 * Artemis with a {@link CarefulStorage}, and with {@link RetainedMessages} in the place of its own.
 *
 * <p>Thread: bms-broker-lifecycle, for what is added to Artemis here.
 */
final class CarefulServer extends ActiveMQServerImpl {
    /** What no client can publish to. */
    private static final SimpleString INTERNAL = SimpleString.of("$");

    private final BrokerSettings settings;
    private final RetainedMessages retained = new RetainedMessages(this);
    private final Set<String> unsoundFilters = new TreeSet<>();
    private final AddressInfo anyTopic = new AddressInfo(SimpleString.of("$sys.topic"), RoutingType.MULTICAST);
    private CarefulStorage storage;
    private volatile boolean topicsNeedNoAddress;

    CarefulServer(Configuration configuration, ActiveMQSecurityManager security, BrokerSettings settings) {
        super(configuration, security);
        this.settings = settings;
    }

    RetainedMessages retained() {
        return retained;
    }

    /** Names of what was not loaded; called when the server is active. */
    Collection<String> leftOut() {
        Set<String> all = new TreeSet<>(unsoundFilters);
        all.addAll(storage.leftOut());
        return all;
    }

    /** Where the store is as it was, if more retained topics lay in it than may be. */
    Optional<Path> copy() {
        return storage.copy();
    }

    @Override
    protected StorageManager createStorageManager() {
        storage = new CarefulStorage(
                getConfiguration(),
                getCriticalAnalyzer(),
                new CarefulStorage.Threads(executorFactory, scheduledPool, ioExecutorFactory),
                ioCriticalErrorListener,
                settings,
                retained);
        return storage;
    }

    /**
     * From now on a topic to which somebody publishes needs no address. Artemis makes one for each, with a page store
     * and much else, and keeps it until it ends, so that new topics filled the heap.
     */
    void serveTopicsWithoutAddress() {
        topicsNeedNoAddress = true;
    }

    /** Tells whoever publishes that the topic's address is there. Whoever subscribes asks the post office. */
    @Override
    public AddressInfo getAddressInfo(SimpleString address) {
        AddressInfo own = super.getAddressInfo(address);
        return own == null && topicsNeedNoAddress && !address.startsWith(INTERNAL) ? anyTopic : own;
    }

    /** Works on the packets of MQTT: a connection's are one piece of work after the other. */
    @Override
    public Executor getThreadPool() {
        return SessionOrder.apart(super.getThreadPool());
    }

    @Override
    public PagingManager createPagingManager() throws Exception {
        return new TopicPaging(super.createPagingManager(), this);
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
                unsoundFilters.add(TopicSpelling.outside(filter));
            }
            if (!unsound.isEmpty()) {
                sessions.storeDurableSubscriptionState(session);
            }
        }
    }
}
