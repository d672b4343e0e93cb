// SPDX-License-Identifier: GPL-3.0-only
package org.apache.activemq.artemis.core.postoffice.impl;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.postoffice.BindingsFactory;
import org.apache.activemq.artemis.core.server.ActiveMQMessageBundle;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.server.metrics.MetricsManager;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.utils.CompositeAddress;

/**
 * Stands in for Artemis's class of this name, which the bundle leaves out and for which Artemis has no way in: it
 * knows the way from each topic to the subscriptions that match it. Artemis publishes the way of a new topic first
 * and fills it afterwards, so a message that came at that moment by another connection was acknowledged and reached
 * nobody: one of 100 new topics on which four clients began at once. A subscription that came at that moment was not
 * told of the topic at all, as long as the topic was there. And it keeps a way of its own for each topic.
 *
 * <p>Here a way is filled before anybody sees it, and one lock keeps ways and subscriptions from changing at once.
 * Topics that the same subscriptions match share a way. When a subscription with a wildcard comes or goes, the ways
 * of topics are forgotten and found again with the next message. A message on a known topic takes no lock.
 *
 * <p>Thread: any.
 */
public final class WildcardAddressManager extends SimpleAddressManager {
    /** Topics whose way is known; some 250 bytes each. */
    private static final int TOPICS = 20_000;

    private final BindingsFactory factory;
    /** What somebody subscribes to, with wildcards or without; guarded by this. */
    private final AddressMap<Bindings> filters;
    /** The way of a topic that nobody subscribes to without a wildcard. */
    private final Map<SimpleString, Bindings> topics = new ConcurrentHashMap<>();
    /** Ways by the ids of their subscriptions; guarded by this. */
    private final Map<Set<Long>, Bindings> shared = new HashMap<>();

    public WildcardAddressManager(
            BindingsFactory factory, WildcardConfiguration wildcards, StorageManager storage, MetricsManager metrics) {
        super(factory, wildcards, storage, metrics);
        this.factory = factory;
        this.filters = new AddressMap<>(
                wildcards.getAnyWordsString(), wildcards.getSingleWordString(), wildcards.getDelimiter());
    }

    /** @return null where nobody has subscribed */
    @Override
    public Bindings getBindingsForRoutingAddress(SimpleString topic) throws Exception {
        Bindings known = getExistingBindingsForRoutingAddress(topic);
        if (known != null) {
            return known;
        }
        if (wildcardConfiguration.isWild(topic)) {
            throw ActiveMQMessageBundle.BUNDLE.wildcardOnProducerNotSupported(topic.toString());
        }
        return way(topic);
    }

    @Override
    public Bindings getExistingBindingsForRoutingAddress(SimpleString topic) throws Exception {
        Bindings own = super.getExistingBindingsForRoutingAddress(topic);
        return own == null ? topics.get(topic) : own;
    }

    private synchronized Bindings way(SimpleString topic) throws Exception {
        Bindings known = getExistingBindingsForRoutingAddress(topic);
        if (known != null) {
            return known;
        }
        Map<Long, Binding> subscriptions = matching(topic);
        if (subscriptions.isEmpty()) {
            return null;
        }
        Bindings way = shared.get(subscriptions.keySet());
        if (way == null) {
            way = filled(topic, subscriptions);
            shared.put(Set.copyOf(subscriptions.keySet()), way);
        }
        if (topics.size() >= TOPICS) {
            topics.clear();
        }
        topics.put(CompositeAddress.extractAddressName(topic), way);
        return way;
    }

    private Map<Long, Binding> matching(SimpleString topic) throws Exception {
        Map<Long, Binding> subscriptions = new HashMap<>();
        filters.visitMatchingWildcards(
                topic, filter -> filter.getBindings().forEach(binding -> subscriptions.put(binding.getID(), binding)));
        return subscriptions;
    }

    private Bindings filled(SimpleString topic, Map<Long, Binding> subscriptions) throws Exception {
        Bindings way = factory.createBindings(CompositeAddress.extractAddressName(topic));
        subscriptions.values().forEach(way::addBinding);
        return way;
    }

    /** A topic that somebody subscribes to as it is has a way of its own, with all others that match it. */
    @Override
    public synchronized boolean addBinding(Binding subscription) throws Exception {
        SimpleString filter = subscription.getAddress();
        boolean wild = wildcardConfiguration.isWild(filter);
        if (!wild && mappings.get(filter) == null) {
            Map<Long, Binding> others = matching(filter);
            if (!others.isEmpty()) {
                Bindings way = filled(filter, others);
                mappings.put(filter, way);
                filters.put(filter, way);
            }
        }
        boolean first = super.addBinding(subscription);
        if (first) {
            filters.put(filter, mappings.get(filter));
        }
        if (wild) {
            filters.visitMatching(filter, way -> way.addBinding(subscription));
            forgetTopics();
        } else {
            topics.remove(filter);
        }
        return first;
    }

    @Override
    public synchronized Binding removeBinding(SimpleString name, Transaction tx) throws Exception {
        Binding subscription = super.removeBinding(name, tx);
        if (subscription != null && wildcardConfiguration.isWild(subscription.getAddress())) {
            filters.visitMatching(subscription.getAddress(), way -> removeBindingInternal(way.getName(), name));
            forgetTopics();
        }
        return subscription;
    }

    private void forgetTopics() {
        topics.clear();
        shared.clear();
    }

    @Override
    protected void bindingsEmpty(SimpleString filter, Bindings way) {
        filters.remove(filter, way);
    }

    @Override
    public synchronized AddressInfo removeAddressInfo(SimpleString address) throws Exception {
        SimpleString name = CompositeAddress.extractAddressName(address);
        filters.remove(name, super.getExistingBindingsForRoutingAddress(name));
        topics.remove(name);
        return super.removeAddressInfo(address);
    }

    @Override
    public synchronized void clear() {
        super.clear();
        filters.reset();
        forgetTopics();
    }
}
