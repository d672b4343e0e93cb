// SPDX-License-Identifier: GPL-3.0-only
package org.apache.activemq.artemis.core.postoffice.impl;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.junit.Test;

/** What others see of a topic while its first message arrives, or somebody subscribes to it. */
public class WildcardAddressManagerTest {
    private static final SimpleString TOPIC = SimpleString.of("a.b.c");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final WildcardAddressManager manager = new WildcardAddressManager(
            name -> new BindingsImpl(name, null, null), new WildcardConfiguration(), null, null);
    private Runnable whileOneIsAdded = () -> {};
    private long lastId;

    @Test
    public void firstMessage_whileItsWayIsFilled_isSeenByNobody() throws Exception {
        subscribe("#");
        subscribe("a.#");
        subscribe("a.*.c");
        List<Bindings> seen = new ArrayList<>();
        whileOneIsAdded = () -> seen.add(existing());
        assertEquals(Set.of("#", "a.#", "a.*.c"), readers(manager.getBindingsForRoutingAddress(TOPIC)));
        assertEquals(3, seen.size());
        seen.forEach(way -> assertNull("others find all readers or none", way));
        assertEquals(Set.of("#", "a.#", "a.*.c"), readers(existing()));
    }

    @Test
    public void subscriptionOfANewTopic_whileItIsAdded_hidesNoOther() throws Exception {
        subscribe("a.#");
        List<Set<String>> seen = new ArrayList<>();
        whileOneIsAdded = () -> {
            if (existing() != null) {
                seen.add(readers(existing()));
            }
        };
        subscribe("a.b.c");
        assertEquals(Set.of("a.#", "a.b.c"), readers(existing()));
        seen.forEach(readers -> assertTrue(readers.toString(), readers.contains("a.#")));
    }

    @Test
    public void subscription_whileTheFirstMessageArrives_hearsTheNext() throws Exception {
        subscribe("a.#");
        Binding late = binding("#");
        Thread subscriber = new Thread(() -> add(late));
        whileOneIsAdded = () -> {
            whileOneIsAdded = () -> {};
            subscriber.start();
            Await.until(
                    () -> Set.of(Thread.State.BLOCKED, Thread.State.TERMINATED).contains(subscriber.getState()),
                    SOON,
                    "the subscriber waits for its turn, or has not to");
        };
        manager.getBindingsForRoutingAddress(TOPIC);
        subscriber.join(SOON.toMillis());
        assertEquals(Set.of("#", "a.#"), readers(manager.getBindingsForRoutingAddress(TOPIC)));
    }

    @Test
    public void unsubscribing_lastReader_leavesNoWay() throws Exception {
        Binding all = subscribe("#");
        Binding one = subscribe("a.b.c");
        assertEquals(Set.of("#", "a.b.c"), readers(manager.getBindingsForRoutingAddress(TOPIC)));
        manager.removeBinding(one.getUniqueName(), null);
        assertEquals(Set.of("#"), readers(manager.getBindingsForRoutingAddress(TOPIC)));
        manager.removeBinding(all.getUniqueName(), null);
        assertNull(manager.getBindingsForRoutingAddress(TOPIC));
        subscribe("a.*.c");
        assertEquals(Set.of("a.*.c"), readers(manager.getBindingsForRoutingAddress(TOPIC)));
    }

    @Test
    public void removeAddressInfo_whileSubscribed_findsTheReadersAgain() throws Exception {
        Binding all = subscribe("#");
        manager.getBindingsForRoutingAddress(TOPIC);
        manager.removeAddressInfo(TOPIC);
        assertNull(existing());
        assertEquals(Set.of("#"), readers(manager.getBindingsForRoutingAddress(TOPIC)));
        manager.removeBinding(all.getUniqueName(), null);
        assertNull(existing());
    }

    private Bindings existing() {
        try {
            return manager.getExistingBindingsForRoutingAddress(TOPIC);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> readers(Bindings way) {
        Set<String> filters = new TreeSet<>();
        way.getBindings().forEach(binding -> filters.add(binding.getAddress().toString()));
        return filters;
    }

    private Binding subscribe(String filter) {
        Binding binding = binding(filter);
        add(binding);
        return binding;
    }

    private void add(Binding binding) {
        try {
            manager.addBinding(binding);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Binding binding(String filter) {
        long id = ++lastId;
        return (Binding) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Binding.class}, (binding, method, arguments) -> {
                    switch (method.getName()) {
                        case "getAddress":
                            return SimpleString.of(filter);
                        case "getUniqueName", "getRoutingName":
                            return SimpleString.of("reader of " + filter);
                        case "getID":
                            return id;
                        case "isExclusive":
                            whileOneIsAdded.run();
                            return false;
                        case "equals":
                            return binding == arguments[0];
                        case "hashCode":
                            return (int) id;
                        case "toString":
                            return filter;
                        default:
                            throw new UnsupportedOperationException(method.toString());
                    }
                });
    }
}
