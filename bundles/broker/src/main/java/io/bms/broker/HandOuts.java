// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerBindingPlugin;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives new subscriptions what is retained, a portion at a time: the next one when most of the one before is
 * acknowledged, and only while the client is there. All at once, the values of 100,000 points were 160 MB of heap for
 * each who subscribed to them, and more than may wait for a reader, so that it was sent away; and a thousand topics to
 * each of twenty sessions that went away at once were 75 MB.
 *
 * <p>Thread: any.
 */
final class HandOuts implements ActiveMQServerMessagePlugin, ActiveMQServerBindingPlugin, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HandOuts.class);

    private final RetainedMessages retained;
    /** By the ids of their queues. */
    private final Map<Long, HandOut> under = new ConcurrentHashMap<>();
    /** By the ids of their records: the oldest first. */
    private final SortedMap<Long, OwedRecord> loaded = new TreeMap<>();

    HandOuts(RetainedMessages retained) {
        this.retained = retained;
    }

    /**
     * Hands out the first portion.
     *
     * @param sessionStays whether the session outlasts its connection, and what it is owed outlasts a crash
     */
    void begin(Queue subscription, String filter, boolean sessionStays) throws Exception {
        HandOut handOut = new HandOut(retained, subscription, filter, sessionStays);
        handOut.begin();
        replace(handOut);
        goOn(handOut);
    }

    /**
     * Takes what was under way when the broker ended.
     *
     * @param record id of the record in the journal
     */
    void loaded(long record, OwedRecord owed) {
        loaded.put(record, owed);
    }

    /** Goes on with what was loaded, once its clients are there. */
    void resume(Collection<Queue> subscriptions) throws Exception {
        Map<Long, Queue> byId = subscriptions.stream().collect(Collectors.toMap(Queue::getID, queue -> queue));
        for (Map.Entry<Long, OwedRecord> one : loaded.entrySet()) {
            Queue queue = byId.get(one.getValue().queue());
            if (queue == null) {
                retained.journal().delete(one.getKey());
            } else {
                replace(new HandOut(retained, queue, one.getKey(), one.getValue()));
            }
        }
        loaded.clear();
    }

    /** Ends one of the same subscription that is under way: it would tell nothing else. */
    private void replace(HandOut handOut) throws Exception {
        HandOut former = under.put(handOut.subscription().getID(), handOut);
        if (former != null) {
            former.end();
        }
    }

    private void goOn(HandOut handOut) throws Exception {
        if (handOut.goOn()) {
            under.remove(handOut.subscription().getID(), handOut);
        }
    }

    /** Whatever was acknowledged or dropped. */
    @Override
    public void messageAcknowledged(
            Transaction tx, MessageReference reference, AckReason reason, ServerConsumer consumer) {
        if (under.isEmpty()) {
            return;
        }
        HandOut handOut = under.get(reference.getQueue().getID());
        if (handOut != null) {
            handOut.gone(reference.getMessageID(), reason == AckReason.NORMAL);
            goOnIfDue(handOut);
        }
    }

    /** The queue's own threads do it, in the order of what it does. */
    private void goOnIfDue(HandOut handOut) {
        if (handOut.isDue()) {
            Queue queue = handOut.subscription();
            queue.getExecutor().execute(() -> {
                try {
                    goOn(handOut);
                } catch (Exception failure) {
                    LOG.warn("what is retained could not be given to {} and is tried again", name(queue), failure);
                }
            });
        }
    }

    private static String name(Queue queue) {
        return BrokerReport.readable(queue.getName().toString());
    }

    /** Looks at all of them once: nothing is heard of a client that is back, nor of a queue that is empty already. */
    @Override
    public void run() {
        under.values().forEach(this::goOnIfDue);
    }

    /** The post office waits for this. */
    @Override
    public void afterRemoveBinding(Binding binding, Transaction tx, boolean deleteData) {
        HandOut ended = under.remove(binding.getID());
        if (ended != null) {
            ended.subscription().getExecutor().execute(() -> end(ended));
        }
    }

    private static void end(HandOut handOut) {
        try {
            handOut.end();
        } catch (Exception failure) {
            // the next start finds no such queue, and deletes it
            LOG.debug("what was owed to {} could not be deleted", name(handOut.subscription()), failure);
        }
    }
}
