// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInternalErrorException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is retained: in memory as bytes by topic, and as records in Artemis' journal. Artemis itself makes a queue and
 * an address of each topic, some 30 KB of heap. It also routes a message first, then takes the old retained one away,
 * and the new one is there only when its journal is synced and a thread has come round to it. Who subscribes in
 * between gets neither: 75 of 1,000 that subscribed within 3 ms of a value missed it, and had to wait for the next,
 * which for a point that does not change is ten minutes.
 *
 * <p>Here a message is kept first and then routed, so that every subscriber gets it in the one way or
 * the other, or in both, and nothing older after it: reading holds the same lock as keeping. Old and new
 * change in the journal in one transaction, which is that of the publication.
 *
 * <p>Thread: any.
 */
public final class RetainedMessages implements ActiveMQServerMessagePlugin {
    /** Who published it, in stores of versions that made a queue of each topic. */
    static final SimpleString ACCOUNT = SimpleString.of("_BMS_ACCOUNT");

    private static final Logger LOG = LoggerFactory.getLogger(RetainedMessages.class);

    /** Topics share locks: one each would be as large as a value. */
    private static final int LOCKS = 256;

    /** Different {@link Retained.Headers} that are known; a client has one or two, as a rule. */
    private static final int HEADERS = 1_024;

    private final ActiveMQServer server;
    private final RetainedTopics topics = new RetainedTopics();
    private final RetainedLedger ledger = new RetainedLedger();
    private final HandOuts handOuts = new HandOuts(this);
    private final List<Object> locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toList();
    private final Map<Retained.Headers, Retained.Headers> headers = new ConcurrentHashMap<>();
    private final Set<String> expiring = ConcurrentHashMap.newKeySet();

    RetainedMessages(ActiveMQServer server) {
        this.server = server;
    }

    /** Those of the broker that a session belongs to. */
    public static RetainedMessages of(ActiveMQServer server) {
        return ((CarefulServer) server).retained();
    }

    HandOuts handOuts() {
        return handOuts;
    }

    /** What each account has. */
    RetainedLedger ledger() {
        return ledger;
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
            keep(message, Account.ofUser(session.getUsername()), tx);
        } catch (ActiveMQException refused) {
            throw refused;
        } catch (Exception failure) {
            // of any other kind, Artemis would log it and send the message all the same
            throw new ActiveMQInternalErrorException(
                    "the retained " + message.getAddress() + " cannot be kept", failure);
        }
    }

    /** Replaces what is retained of the message's topic; one without a payload leaves nothing. */
    void keep(Message message, String account, Transaction tx) throws Exception {
        String topic = topic(message.getAddress());
        RetainedJournal journal = journal();
        synchronized (lock(topic)) {
            Retained former = topics.get(topic).orElse(null);
            Retained read = Retained.of(journal.newId(), message, account, Retained.State.OPEN);
            if (read.isNothing() && former == null) {
                return;
            }
            Retained now = shared(read, former);
            now.replaces(former);
            RetainedChange change = new RetainedChange(this, topic, now);
            change.write(tx);
            tx.addOperation(change);
            put(topic, now);
        }
    }

    private Retained shared(Retained now, Retained former) {
        if (former != null && former.headers().equals(now.headers())) {
            return now.sharing(former.headers());
        }
        if (headers.size() >= HEADERS) {
            headers.clear();
        }
        return now.sharing(headers.computeIfAbsent(now.headers(), same -> same));
    }

    /** Takes the place of all that is known; the newest of each topic is the last. */
    void loaded(Collection<RetainedRecord> records) {
        topics.clear();
        for (RetainedRecord record : records) {
            Retained kept = shared(record.kept(), null);
            kept.inPieces(record.kept().pieces());
            put(record.topic(), kept);
            count(record.topic(), kept);
        }
    }

    private void put(String topic, Retained now) {
        topics.put(topic, now);
        if (now.expiration() > 0) {
            expiring.add(topic);
        }
    }

    /** Deletes what its publisher wanted to be there until now only (MQTT 5, 3.3.2.3.3). */
    void dropExpired() {
        for (String topic : expiring) {
            synchronized (lock(topic)) {
                Optional<Retained> kept = topics.get(topic);
                if (kept.isEmpty() || kept.get().expiration() == 0) {
                    expiring.remove(topic);
                } else if (isExpired(kept.get()) && kept.get().state() == Retained.State.KEPT) {
                    expiring.remove(topic);
                    topics.remove(topic);
                    ledger.gone(address(topic));
                    delete(kept.get());
                }
            }
        }
    }

    private static boolean isExpired(Retained kept) {
        return kept.expiration() > 0 && kept.expiration() <= System.currentTimeMillis();
    }

    /**
     * Gives a subscription's queue what is retained of the topics that match {@code filter}, a portion at a time.
     *
     * @param sessionStays whether the session outlasts its connection
     */
    public void handTo(Queue subscription, String filter, boolean sessionStays) throws Exception {
        handOuts.begin(subscription, filter, sessionStays);
    }

    /**
     * Gives what is retained there now. The copies do not outlive the process.
     *
     * @param given is told the id of each before anybody can have it
     */
    void copy(List<String> wanted, Queue subscription, LongConsumer given) throws Exception {
        for (String topic : wanted) {
            SimpleString address = SimpleString.of(address(topic));
            synchronized (lock(topic)) {
                Optional<Retained> kept = get(topic);
                if (kept.isPresent()) {
                    Message message = kept.get().message(storage().generateID(), address);
                    message.setDurable(false);
                    add(message, subscription, given);
                }
            }
        }
    }

    /** Adds it at once, so that it is in front of what is routed next; only an overload takes the way over the disk. */
    private void add(Message message, Queue subscription, LongConsumer given) throws Exception {
        Message copy = LargeServerMessageImpl.checkLargeMessage(message, storage());
        given.accept(copy.getMessageID());
        if (server.getPagingManager().getPageStore(subscription.getAddress()).isPaging()) {
            MQTTUtil.sendMessageDirectlyToQueue(storage(), server.getPostOffice(), copy, subscription, null);
            return;
        }
        copy.setOwner(server.getPagingManager().getPageStore(copy.getAddressSimpleString()));
        MessageReference reference = MessageReference.Factory.createReference(copy, subscription);
        subscription.refUp(reference);
        subscription.addTail(reference, false);
    }

    /** What is retained there now, if anything. */
    Optional<Retained> get(String topic) {
        return topics.get(topic).filter(kept -> !kept.isNothing() && !isExpired(kept));
    }

    List<String> matching(String filter) {
        return topics.matching(filter);
    }

    /** Those in the slots from the next one to {@code end} (exclusive), which are about equally large. */
    List<String> matching(String filter, OwedRecord.Progress progress, int end) {
        return topics.matching(filter, hash -> {
            int slot = Math.floorMod(hash, progress.slots());
            return slot >= progress.next() && slot < end;
        });
    }

    int count(String filter) {
        return topics.count(filter);
    }

    /** A publication is on the disk. */
    void committed(String topic, Retained now, Optional<Retained> deletedWithIt) {
        synchronized (lock(topic)) {
            boolean doomed = now.state() == Retained.State.DOOMED;
            now.is(Retained.State.KEPT);
            discard(now.before(), deletedWithIt);
            now.replaces(null);
            if (doomed) {
                delete(now);
                return;
            }
            count(topic, now);
            if (now.isNothing() && topics.get(topic).orElse(null) == now) {
                topics.remove(topic);
            }
        }
    }

    /** A publication has failed: what it had replaced is back, unless a later one has come. */
    void rolledBack(String topic, Retained now) {
        synchronized (lock(topic)) {
            boolean doomed = now.state() == Retained.State.DOOMED;
            now.is(Retained.State.ROLLED_BACK);
            if (doomed) {
                discard(now.before(), Optional.empty());
            }
            if (topics.get(topic).orElse(null) == now) {
                Retained former = now.before();
                while (former != null && former.state() == Retained.State.ROLLED_BACK) {
                    former = former.before();
                }
                if (former == null) {
                    topics.remove(topic);
                } else {
                    topics.put(topic, former);
                }
            }
        }
    }

    /** Deletes what a publication that is kept has replaced, or has that done once its own transaction is through. */
    private void discard(Retained former, Optional<Retained> deletedAlready) {
        Retained old = former;
        while (old != null && old.state() == Retained.State.ROLLED_BACK) {
            old = old.before();
        }
        if (old == null) {
            return;
        }
        if (old.state() == Retained.State.OPEN) {
            old.is(Retained.State.DOOMED);
        } else if (old.state() == Retained.State.KEPT && deletedAlready.orElse(null) != old) {
            delete(old);
        }
    }

    private void delete(Retained old) {
        if (old.isNothing() || !old.headers().durable()) {
            return;
        }
        try {
            journal().delete(old);
        } catch (Exception failure) {
            // the next start finds two of the topic, and believes the newer
            LOG.debug("a retained message that was replaced could not be deleted", failure);
        }
    }

    private void count(String topic, Retained now) {
        if (now.isNothing()) {
            ledger.gone(address(topic));
        } else {
            ledger.kept(address(topic), now.headers().account(), topic.length() + now.bytes());
        }
    }

    private Object lock(String topic) {
        return locks.get(Math.floorMod(topic.hashCode(), LOCKS));
    }

    RetainedJournal journal() {
        return new RetainedJournal(storage());
    }

    private StorageManager storage() {
        return server.getStorageManager();
    }

    /** As clients spell it, but for what {@link TopicSpelling} replaces. */
    String topic(String address) {
        return MQTTUtil.getMqttTopicFromCoreAddress(
                address, server.getConfiguration().getWildcardConfiguration());
    }

    String address(String topic) {
        return MQTTUtil.getCoreAddressFromMqttTopic(
                topic, server.getConfiguration().getWildcardConfiguration());
    }
}
