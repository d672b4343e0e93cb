// SPDX-License-Identifier: GPL-3.0-only
package org.apache.activemq.artemis.core.postoffice.impl;

import java.util.ArrayList;
import java.util.List;
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
 * Stands in for Artemis's class of this name, which the bundle leaves out and for which Artemis has no way in: it knows the
 * way from each topic to the subscriptions that match it. Artemis publishes the way of a new topic first and fills it
 * afterwards, so a message that came at that moment by another connection was acknowledged and reached nobody: one of 100
 * new topics on which four clients began at once. A subscription that came at that moment was not told of the topic at all,
 * as long as the topic was there.
 *
 * <p>Here a way is filled before anybody sees it, and one lock keeps ways and subscriptions from changing at once. A message
 * on a known topic takes no lock.
 *
 * <p>Thread: any.
 */
public final class WildcardAddressManager extends SimpleAddressManager {
    private final BindingsFactory factory;
    /** All ways that there are, to be found by topic or filter; guarded by this. */
    private final AddressMap<Bindings> ways;

    public WildcardAddressManager(
            BindingsFactory factory, WildcardConfiguration wildcards, StorageManager storage, MetricsManager metrics) {
        super(factory, wildcards, storage, metrics);
        this.factory = factory;
        this.ways = new AddressMap<>(
                wildcards.getAnyWordsString(), wildcards.getSingleWordString(), wildcards.getDelimiter());
    }

    /** @return null where nobody has subscribed */
    @Override
    public Bindings getBindingsForRoutingAddress(SimpleString topic) throws Exception {
        if (wildcardConfiguration.isWild(topic)) {
            throw ActiveMQMessageBundle.BUNDLE.wildcardOnProducerNotSupported(topic.toString());
        }
        Bindings known = super.getBindingsForRoutingAddress(topic);
        return known == null ? way(topic) : known;
    }

    private synchronized Bindings way(SimpleString topic) throws Exception {
        Bindings known = super.getBindingsForRoutingAddress(topic);
        if (known != null) {
            return known;
        }
        List<Binding> subscriptions = new ArrayList<>();
        ways.visitMatchingWildcards(topic, wildcard -> subscriptions.addAll(wildcard.getBindings()));
        if (subscriptions.isEmpty()) {
            return null;
        }
        SimpleString name = CompositeAddress.extractAddressName(topic);
        Bindings way = factory.createBindings(name);
        subscriptions.forEach(way::addBinding);
        mappings.put(name, way);
        ways.put(name, way);
        return way;
    }

    @Override
    public synchronized boolean addBinding(Binding subscription) throws Exception {
        SimpleString filter = subscription.getAddress();
        boolean wild = wildcardConfiguration.isWild(filter);
        if (!wild) {
            way(filter);
        }
        boolean first = super.addBinding(subscription);
        if (wild) {
            ways.visitMatching(filter, way -> way.addBinding(subscription));
        }
        if (first) {
            ways.put(filter, mappings.get(filter));
        }
        return first;
    }

    @Override
    public synchronized Binding removeBinding(SimpleString name, Transaction tx) throws Exception {
        Binding subscription = super.removeBinding(name, tx);
        if (subscription != null && wildcardConfiguration.isWild(subscription.getAddress())) {
            ways.visitMatching(subscription.getAddress(), way -> removeBindingInternal(way.getName(), name));
        }
        return subscription;
    }

    @Override
    protected void bindingsEmpty(SimpleString topic, Bindings way) {
        ways.remove(topic, way);
    }

    @Override
    public synchronized AddressInfo removeAddressInfo(SimpleString address) throws Exception {
        SimpleString name = CompositeAddress.extractAddressName(address);
        ways.remove(name, super.getBindingsForRoutingAddress(name));
        return super.removeAddressInfo(address);
    }

    @Override
    public synchronized void clear() {
        super.clear();
        ways.reset();
    }
}
