// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.journal.JournalLoadInformation;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.persistence.AddressBindingInfo;
import org.apache.activemq.artemis.core.persistence.GroupingInfo;
import org.apache.activemq.artemis.core.persistence.QueueBindingInfo;
import org.apache.activemq.artemis.core.persistence.impl.PageCountPending;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalStorageManager;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.impl.JournalLoader;
import org.apache.activemq.artemis.core.transaction.ResourceManager;
import org.apache.activemq.artemis.utils.ExecutorFactory;
import org.apache.activemq.artemis.utils.critical.CriticalAnalyzer;

/**
 * The store, of which is left out what the door would not let in today: addresses and queues with a topic or filter
 * that breaks {@link TopicRules}, and a {@link RetainedSurplus}. A single topic of 5,000 levels from an earlier version
 * ended each start in a stack overflow. What is retained goes to {@link RetainedMessages}; a {@link RetainedMove}
 * brings over what earlier versions kept in a queue for each topic.
 *
 * <p>Thread: bms-broker-lifecycle, for what is added to Artemis here.
 */
final class CarefulStorage extends JournalStorageManager {
    /** Artemis's own, and what is not a topic at all. */
    private static final String INTERNAL = "$sys.";

    private static final String RETAINED = MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX;

    private final Configuration configuration;
    private final BrokerSettings settings;
    private final RetainedMessages retained;
    private final Set<String> leftOut = new TreeSet<>();
    /** Topics by the id of the queue that an earlier version made for what is retained there. */
    private final Map<Long, String> formerQueues = new HashMap<>();

    private final List<Long> formerAddresses = new ArrayList<>();
    private List<String> heard = List.of();
    private Optional<Path> copy = Optional.empty();

    /** What Artemis has its storage work with. */
    record Threads(ExecutorFactory work, ScheduledExecutorService scheduled, ExecutorFactory io) {}

    CarefulStorage(
            Configuration configuration,
            CriticalAnalyzer analyzer,
            Threads threads,
            IOCriticalErrorListener listener,
            BrokerSettings settings,
            RetainedMessages retained) {
        super(configuration, analyzer, threads.work(), threads.scheduled(), threads.io(), listener);
        this.configuration = configuration;
        this.settings = settings;
        this.retained = retained;
    }

    /** Names of what was not loaded. */
    Set<String> leftOut() {
        return leftOut;
    }

    /** Where the store is as it was, if more retained topics lay in it than may be. */
    Optional<Path> copy() {
        return copy;
    }

    @Override
    public JournalLoadInformation loadBindingJournal(
            List<QueueBindingInfo> queues, List<GroupingInfo> groups, List<AddressBindingInfo> addresses)
            throws Exception {
        JournalLoadInformation loaded = super.loadBindingJournal(queues, groups, addresses);
        heard = queues.stream()
                .map(QueueBindingInfo::getQueueConfiguration)
                .filter(queue -> queue.getUser() != null
                        && Members.isGateway(queue.getUser().toString()))
                .map(queue -> topic(queue.getAddress().toString()))
                .toList();
        takeQueues(queues);
        takeAddresses(addresses);
        return loaded;
    }

    private void takeQueues(List<QueueBindingInfo> queues) throws Exception {
        List<Long> unsound = new ArrayList<>();
        for (Iterator<QueueBindingInfo> all = queues.iterator(); all.hasNext(); ) {
            QueueConfiguration queue = all.next().getQueueConfiguration();
            String address = queue.getAddress().toString();
            if (isLeftOut(address)) {
                unsound.add(queue.getId());
                all.remove();
            } else if (address.startsWith(RETAINED)) {
                formerQueues.put(queue.getId(), retained.topic(address));
                all.remove();
            }
        }
        deleteBindings(unsound, List.of());
    }

    private void takeAddresses(List<AddressBindingInfo> addresses) throws Exception {
        List<Long> unsound = new ArrayList<>();
        for (Iterator<AddressBindingInfo> all = addresses.iterator(); all.hasNext(); ) {
            AddressBindingInfo address = all.next();
            String name = address.getName().toString();
            if (isLeftOut(name)) {
                unsound.add(address.getId());
                all.remove();
            } else if (name.startsWith(RETAINED)) {
                formerAddresses.add(address.getId());
                all.remove();
            }
        }
        deleteBindings(List.of(), unsound);
    }

    private void deleteBindings(Collection<Long> queues, Collection<Long> addresses) throws Exception {
        if (queues.isEmpty() && addresses.isEmpty()) {
            return;
        }
        long tx = generateID();
        for (long queue : queues) {
            deleteQueueBinding(tx, queue);
        }
        for (long address : addresses) {
            deleteAddressBinding(tx, address);
        }
        commitBindings(tx);
    }

    /** The queues of earlier versions go last: until then, a crash leaves all that the next start needs. */
    @Override
    public JournalLoadInformation loadMessageJournal(
            PostOffice postOffice,
            PagingManager paging,
            ResourceManager resources,
            Map<Long, QueueBindingInfo> queues,
            Map<SimpleString, List<Pair<byte[], Long>>> duplicates,
            Set<Pair<Long, Long>> pendingLarge,
            Set<Long> storedLarge,
            List<PageCountPending> pendingCounters,
            JournalLoader loader,
            List<Consumer<RecordInfo>> listeners)
            throws Exception {
        RetainedPieces pieces = new RetainedPieces();
        List<Consumer<RecordInfo>> all = new ArrayList<>(listeners == null ? List.of() : listeners);
        all.add(pieces::loaded);
        Map<Long, byte[]> owed = new TreeMap<>();
        all.add(record -> {
            if (record.getUserRecordType() == RetainedJournal.OWED) {
                owed.put(record.id, record.data);
            }
        });
        RetainedMove move = new RetainedMove(loader, formerQueues, former -> load(pieces, former));
        JournalLoadInformation loaded = super.loadMessageJournal(
                postOffice,
                paging,
                resources,
                queues,
                duplicates,
                pendingLarge,
                storedLarge,
                pendingCounters,
                move,
                all);
        deleteBindings(formerQueues.keySet(), formerAddresses);
        takeOwed(owed);
        return loaded;
    }

    /** @param found by the ids of their records, as they were written last */
    private void takeOwed(Map<Long, byte[]> found) throws Exception {
        for (Map.Entry<Long, byte[]> record : found.entrySet()) {
            try {
                retained.handOuts().loaded(record.getKey(), OwedRecord.decoded(record.getValue()));
            } catch (IllegalArgumentException notOne) {
                leftOut.add("what a subscription was still to be given, which cannot be read");
                new RetainedJournal(this).delete(record.getKey());
            }
        }
    }

    /** Of what there is of a topic, the newest is kept; what is not among the records of today becomes one. */
    private void load(RetainedPieces pieces, RetainedMove.Former former) throws Exception {
        List<Long> unreadable = new ArrayList<>();
        RetainedLoad load = new RetainedLoad(pieces.whole(unreadable), former.records());
        Set<String> unwanted = load.unsound();
        leftOut.addAll(unwanted);
        Set<String> surplus = RetainedSurplus.of(
                load.topics(), heard, settings.limits().retainedTopics().all());
        if (!surplus.isEmpty()) {
            copy = Optional.of(SetAside.copy(settings.directory(), Clock.systemUTC()));
            leftOut.addAll(surplus);
        }
        load.leaveOut(surplus);
        RetainedJournal journal = new RetainedJournal(this);
        long tx = generateID();
        boolean any = false;
        for (RetainedRecord record : load.toWrite()) {
            // the id of the message would be deleted with that
            RetainedRecord moved =
                    new RetainedRecord(record.topic(), record.kept().withId(journal.newId()));
            journal.add(tx, moved.topic(), moved.kept());
            load.replace(moved);
            any = true;
        }
        for (long message : former.messages()) {
            messageJournal.appendDeleteRecordTransactional(tx, message);
            any = true;
        }
        if (any) {
            messageJournal.appendCommitRecord(tx, true);
        }
        for (Retained old : load.toDelete()) {
            journal.delete(old);
        }
        for (long record : unreadable) {
            leftOut.add("a retained message that cannot be read");
            journal.delete(record);
        }
        retained.loaded(load.kept());
    }

    private boolean isLeftOut(String address) {
        boolean loaded;
        if (address.startsWith(RETAINED)) {
            loaded = TopicRules.isTopicName(retainedTopic(address));
        } else {
            loaded = address.startsWith(INTERNAL) || TopicRules.isTopicFilter(topic(address));
        }
        if (!loaded) {
            leftOut.add(address.startsWith(RETAINED) ? retainedTopic(address) : topic(address));
        }
        return !loaded;
    }

    private String retainedTopic(String address) {
        return topic(address.substring(RETAINED.length()));
    }

    private String topic(String address) {
        return TopicSpelling.outside(
                MQTTUtil.getMqttTopicFromCoreAddress(address, configuration.getWildcardConfiguration()));
    }
}
