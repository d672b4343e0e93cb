// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * acknowledged. All at once, the values of 100,000 points were 160 MB of heap for each who subscribed to them, and
 * more than may wait for a reader, so that it was sent away.
 *
 * <p>Thread: any.
 */
final class HandOuts implements ActiveMQServerMessagePlugin, ActiveMQServerBindingPlugin, Runnable {
    /** Topics of one portion; about so many, since they are told apart by hash. */
    static final int PORTION = 2_000;

    /** Messages in the queue from which on the next portion comes. */
    private static final int FEW = PORTION / 4;

    private static final Logger LOG = LoggerFactory.getLogger(HandOuts.class);

    private final RetainedMessages retained;
    /** By the ids of their queues. */
    private final Map<Long, HandOut> under = new ConcurrentHashMap<>();

    HandOuts(RetainedMessages retained) {
        this.retained = retained;
    }

    /** Hands out at least the first portion. */
    void begin(Queue subscription, String filter) throws Exception {
        HandOut handOut = new HandOut(retained, subscription, filter);
        // one of the same subscription that is under way would tell nothing else
        under.put(subscription.getID(), handOut);
        goOn(handOut);
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
            goOnIfFewWait(handOut);
        }
    }

    /** The queue's own threads do it, in the order of what it does. */
    private void goOnIfFewWait(HandOut handOut) {
        Queue queue = handOut.subscription();
        if (queue.getMessageCount() < FEW && handOut.isDue()) {
            queue.getExecutor().execute(() -> {
                try {
                    goOn(handOut);
                } catch (Exception failure) {
                    String name = BrokerReport.readable(queue.getName().toString());
                    LOG.warn("what is retained could not be given to {} and is tried again", name, failure);
                }
            });
        }
    }

    /** Looks at all of them once; nothing would be heard of one whose queue is empty already. */
    @Override
    public void run() {
        under.values().forEach(this::goOnIfFewWait);
    }

    @Override
    public void afterRemoveBinding(Binding binding, Transaction tx, boolean deleteData) {
        under.remove(binding.getID());
    }
}
