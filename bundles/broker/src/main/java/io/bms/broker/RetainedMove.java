// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.transaction.xa.Xid;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.journal.Journal;
import org.apache.activemq.artemis.core.persistence.AddressBindingInfo;
import org.apache.activemq.artemis.core.persistence.GroupingInfo;
import org.apache.activemq.artemis.core.persistence.QueueBindingInfo;
import org.apache.activemq.artemis.core.persistence.impl.PageCountPending;
import org.apache.activemq.artemis.core.persistence.impl.journal.AddMessageRecord;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.JournalLoader;
import org.apache.activemq.artemis.core.transaction.ResourceManager;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Takes what earlier versions retained, in a queue for each topic, out of what Artemis loads, before it makes queues of
 * it. Everything else goes on as it is.
 *
 * <p>Thread: bms-broker-lifecycle.
 */
final class RetainedMove implements JournalLoader {
    /**
     * What was found.
     *
     * @param records the newest of each topic
     * @param messages ids of all that lay in those queues
     */
    record Former(List<RetainedRecord> records, Set<Long> messages) {}

    /** Keeps them, before anything of them is forgotten. */
    interface Keeper {
        void keep(Former former) throws Exception;
    }

    private final JournalLoader artemis;
    private final Map<Long, String> queues;
    private final Keeper keeper;
    private final Set<Long> taken = new HashSet<>();

    /** @param queues topics by the ids of their queues */
    RetainedMove(JournalLoader artemis, Map<Long, String> queues, Keeper keeper) {
        this.artemis = artemis;
        this.queues = queues;
        this.keeper = keeper;
    }

    @Override
    public void handleAddMessage(Map<Long, Map<Long, AddMessageRecord>> messages) throws Exception {
        Map<Long, Map<Long, AddMessageRecord>> others = new HashMap<>(messages);
        List<RetainedRecord> records = new ArrayList<>();
        queues.forEach((queue, topic) -> {
            Map<Long, AddMessageRecord> found =
                    Optional.ofNullable(others.remove(queue)).orElse(Map.of());
            taken.addAll(found.keySet());
            found.values().stream()
                    .map(AddMessageRecord::getMessage)
                    .max(Comparator.comparingLong(Message::getMessageID))
                    .ifPresent(newest -> records.add(new RetainedRecord(topic, retained(topic, newest))));
        });
        keeper.keep(new Former(records, Set.copyOf(taken)));
        artemis.handleAddMessage(others);
    }

    /** With the message's own id, which says how old it is. */
    private static Retained retained(String topic, Message message) {
        SimpleString noted = message.getSimpleStringProperty(RetainedMessages.ACCOUNT);
        String account = noted == null ? account(TopicSpelling.outside(topic)) : noted.toString();
        return Retained.of(message.getMessageID(), message, account, Retained.State.KEPT);
    }

    /** Versions without accounts did not note it. */
    private static String account(String topic) {
        return TopicTable.isRetainedByGateway(topic) ? ClientSignIn.GATEWAY : RetainedLedger.UNKNOWN;
    }

    /** Artemis would delete them once more, with a line in the log for each. */
    @Override
    public void handleNoMessageReferences(Map<Long, Message> messages) {
        Map<Long, Message> others = new HashMap<>(messages);
        others.keySet().removeAll(taken);
        artemis.handleNoMessageReferences(others);
    }

    @Override
    public void initQueues(Map<Long, QueueBindingInfo> byId, List<QueueBindingInfo> all) throws Exception {
        artemis.initQueues(byId, all);
    }

    @Override
    public void initAddresses(List<AddressBindingInfo> addresses) throws Exception {
        artemis.initAddresses(addresses);
    }

    @Override
    public void handleGroupingBindings(List<GroupingInfo> groups) {
        artemis.handleGroupingBindings(groups);
    }

    @Override
    public void handleDuplicateIds(Map<SimpleString, List<Pair<byte[], Long>>> ids) throws Exception {
        artemis.handleDuplicateIds(ids);
    }

    @Override
    public void postLoad(
            Journal journal, ResourceManager resources, Map<SimpleString, List<Pair<byte[], Long>>> duplicates)
            throws Exception {
        artemis.postLoad(journal, resources, duplicates);
    }

    @Override
    public void handlePreparedSendMessage(Message message, Transaction tx, long queue) throws Exception {
        artemis.handlePreparedSendMessage(message, tx, queue);
    }

    @Override
    public void handlePreparedAcknowledge(long message, List<MessageReference> acknowledged, long queue)
            throws Exception {
        artemis.handlePreparedAcknowledge(message, acknowledged, queue);
    }

    @Override
    public void handlePreparedTransaction(
            Transaction tx, List<MessageReference> acknowledged, Xid xid, ResourceManager resources) throws Exception {
        artemis.handlePreparedTransaction(tx, acknowledged, xid, resources);
    }

    @Override
    public void recoverPendingPageCounters(List<PageCountPending> counters) throws Exception {
        artemis.recoverPendingPageCounters(counters);
    }

    @Override
    public void cleanUp() {
        artemis.cleanUp();
    }
}
