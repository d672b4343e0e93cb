// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInternalErrorException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;

/**
 * Keeps what is retained, each topic's in a queue of its own, where Artemis keeps it. Artemis itself
 * routes a message first, then takes the old retained one away, and the new one is there only when its
 * journal is synced and a thread has come round to it. Who subscribes in between gets neither: 75 of
 * 1,000 that subscribed within 3 ms of a value missed it, and had to wait for the next, which for
 * a point that does not change is ten minutes.
 *
 * <p>Here a message is kept first and then routed, so that every subscriber gets it in the one way or
 * the other, or in both, and nothing older after it: reading holds the same lock as keeping. Old and new
 * change in the journal in one transaction.
 *
 * <p>Thread: any.
 */
public final class RetainedMessages implements ActiveMQServerMessagePlugin {
    /** Who published it; not among the properties that a subscriber gets. */
    private static final SimpleString ACCOUNT = SimpleString.of("_BMS_ACCOUNT");

    private final ActiveMQServer server;
    private final StorageManager storage;
    private final RetainedLedger ledger;

    /** For a session, which only reads. */
    public RetainedMessages(ActiveMQServer server) {
        this(server, new RetainedLedger());
    }

    RetainedMessages(ActiveMQServer server, RetainedLedger ledger) {
        this.server = server;
        this.ledger = ledger;
        this.storage = server.getStorageManager();
    }

    /** Asks for the permission itself, since Artemis does so only after this. */
    @Override
    public void beforeSend(
            ServerSession session, Transaction tx, Message message, boolean direct, boolean noAutoCreateQueue)
            throws ActiveMQException {
        if (!message.getBooleanProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_KEY)) {
            return;
        }
        try {
            server.getSecurityStore().check(message.getAddressSimpleString(), CheckType.SEND, session);
            message.putStringProperty(ACCOUNT, SimpleString.of(Account.ofUser(session.getUsername())));
            keep(message, tx);
        } catch (ActiveMQException refused) {
            throw refused;
        } catch (Exception failure) {
            // of any other kind, Artemis would log it and send the message all the same
            throw new ActiveMQInternalErrorException(
                    "the retained " + message.getAddress() + " cannot be kept", failure);
        }
    }

    /** Replaces what is retained of the message's topic; one without a payload leaves nothing. */
    void keep(Message message, Transaction tx) throws Exception {
        String name = MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX + message.getAddress();
        Queue queue = server.locateQueue(name);
        boolean leavesNothing =
                !message.isLargeMessage() && message.toCore().getDataBuffer().readableBytes() == 0;
        if (queue == null && leavesNothing) {
            return;
        }
        if (queue == null) {
            queue = server.createQueue(QueueConfiguration.of(name).setAutoCreated(true), true);
        }
        synchronized (queue) {
            for (MessageReference old : references(queue)) {
                queue.removeReferenceWithID(old.getMessageID());
                queue.acknowledge(tx, old, AckReason.KILLED, null, false);
            }
            tx.addOperation(new Counted(
                    message.getAddress(), account(message), leavesNothing ? -1 : message.getPersistentSize()));
            if (!leavesNothing) {
                MessageReference kept = reference(message.copy(storage.generateID()), queue, tx);
                tx.addOperation(new Undo(queue, kept));
                // to the head, since what is added to the tail waits for the queue's thread to become visible
                queue.addHead(kept, false);
            }
        }
    }

    /** Counts what is there from the run before. */
    void count() throws Exception {
        for (Queue queue : matching("#")) {
            Optional<Message> newest = newest(queue);
            if (newest.isPresent()) {
                Message message = newest.get();
                ledger.kept(message.getAddress(), account(message), message.getPersistentSize());
            }
        }
    }

    /** Versions without accounts did not note it. */
    private String account(Message message) {
        SimpleString account = message.getSimpleStringProperty(ACCOUNT);
        if (account != null) {
            return account.toString();
        }
        String topic = TopicSpelling.outside(MQTTUtil.getMqttTopicFromCoreAddress(
                message.getAddress(), server.getConfiguration().getWildcardConfiguration()));
        return TopicTable.isRetainedByGateway(topic) ? ClientSignIn.GATEWAY : RetainedLedger.UNKNOWN;
    }

    /** Gives a subscription's queue what is retained of the topics that match {@code filter}. */
    public void copyTo(Queue subscription, String filter) throws Exception {
        for (Queue queue : matching(filter)) {
            synchronized (queue) {
                Optional<Message> newest = newest(queue);
                if (newest.isPresent()) {
                    Message copy = newest.get().copy(storage.generateID());
                    copy.putStringProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_INITIAL_DISTRIBUTION_KEY, (String) null);
                    add(copy, subscription);
                }
            }
        }
    }

    /** Adds it at once, so that it is in front of what is routed next; only an overload takes the way over the disk. */
    private void add(Message copy, Queue subscription) throws Exception {
        if (server.getPagingManager().getPageStore(subscription.getAddress()).isPaging()) {
            MQTTUtil.sendMessageDirectlyToQueue(storage, server.getPostOffice(), copy, subscription, null);
        } else {
            subscription.addTail(reference(copy, subscription, null), false);
        }
    }

    /** The queues of what is, or was, retained of the topics that match {@code filter}. */
    List<Queue> matching(String filter) throws Exception {
        SimpleString address = SimpleString.of(MQTTUtil.getCoreRetainAddressFromMqttTopic(
                filter, server.getConfiguration().getWildcardConfiguration()));
        List<Queue> queues = new ArrayList<>();
        for (SimpleString name : server.bindingQuery(address, false).getQueueNames()) {
            Queue queue = server.locateQueue(name);
            if (queue != null) {
                queues.add(queue);
            }
        }
        return queues;
    }

    /** There are two after a crash between two publications, or when two clients publish the same topic at once. */
    static Optional<Message> newest(Queue queue) {
        return references(queue).stream()
                .map(MessageReference::getMessage)
                .max(Comparator.comparingLong(Message::getMessageID));
    }

    private static List<MessageReference> references(Queue queue) {
        List<MessageReference> references = new ArrayList<>(1);
        try (LinkedListIterator<MessageReference> iterator = queue.iterator()) {
            while (iterator.hasNext()) {
                references.add(iterator.next());
            }
        }
        return references;
    }

    /** Written to the journal, if it has to be, but not yet in the queue. */
    private MessageReference reference(Message message, Queue queue, Transaction tx) throws Exception {
        message.setOwner(server.getPagingManager().getPageStore(message.getAddressSimpleString()));
        MessageReference reference = MessageReference.Factory.createReference(message, queue);
        queue.refUp(reference);
        if (message.isDurable() && queue.isDurable()) {
            PostOfficeImpl.storeDurableReference(storage, message, tx, queue, false);
        }
        return reference;
    }

    /** Once it is certain. */
    private final class Counted extends TransactionOperationAbstract {
        private final String address;
        private final String account;
        private final long bytes;

        /** @param bytes negative where nothing is left */
        Counted(String address, String account, long bytes) {
            this.address = address;
            this.account = account;
            this.bytes = bytes;
        }

        @Override
        public void afterCommit(Transaction tx) {
            if (bytes < 0) {
                ledger.gone(address);
            } else {
                ledger.kept(address, account, bytes);
            }
        }
    }

    /** Takes back what a publication that failed has changed; what was acknowledged comes back by itself. */
    private static final class Undo extends TransactionOperationAbstract {
        private final Queue queue;
        private final MessageReference kept;

        Undo(Queue queue, MessageReference kept) {
            this.queue = queue;
            this.kept = kept;
        }

        @Override
        public void beforeRollback(Transaction tx) throws Exception {
            queue.removeReferenceWithID(kept.getMessageID());
            queue.refDown(kept);
            if (kept.getMessage().isDurable()) {
                queue.durableDown(kept.getMessage());
            }
        }
    }
}
