// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What of the retained messages in a store is used. There are two of a topic after a crash between two publications, or
 * where an older version of the gateway has run in between: the newer one, by its id, counts.
 *
 * <p>Thread: bms-broker-lifecycle.
 */
final class RetainedLoad {
    private final Map<String, RetainedRecord> newest = new HashMap<>();
    private final List<Retained> toDelete = new ArrayList<>();
    private final Collection<RetainedRecord> former;

    /**
     * @param records of today's kind
     * @param former messages that an earlier version has left, without a record
     */
    RetainedLoad(Collection<RetainedRecord> records, Collection<RetainedRecord> former) {
        this.former = Set.copyOf(former);
        records.forEach(this::take);
        former.forEach(this::take);
    }

    private void take(RetainedRecord record) {
        RetainedRecord known = newest.get(record.topic());
        boolean newer = known == null || record.kept().id() > known.kept().id();
        if (newer) {
            newest.put(record.topic(), record);
        }
        if (newer && known != null) {
            drop(known);
        } else if (!newer) {
            drop(record);
        }
    }

    private void drop(RetainedRecord record) {
        if (!former.contains(record)) {
            toDelete.add(record.kept());
        }
    }

    void replace(RetainedRecord record) {
        newest.put(record.topic(), record);
    }

    /** Leaves out what breaks today's rules. */
    Set<String> unsound() {
        Set<String> unsound = newest.keySet().stream()
                .map(TopicSpelling::outside)
                .filter(Predicate.not(TopicRules::isTopicName))
                .collect(Collectors.toSet());
        leaveOut(unsound);
        return unsound;
    }

    /** @param topics as clients spell them */
    void leaveOut(Set<String> topics) {
        for (String topic : topics) {
            RetainedRecord record = newest.remove(TopicSpelling.inside(topic));
            if (record != null) {
                drop(record);
            }
        }
    }

    /** As clients spell them, those that were published to the longest time ago first. */
    List<String> topics() {
        return kept().stream()
                .map(record -> TopicSpelling.outside(record.topic()))
                .toList();
    }

    /** The oldest first. */
    List<RetainedRecord> kept() {
        Map<Long, RetainedRecord> byId = new TreeMap<>();
        newest.values().forEach(record -> byId.put(record.kept().id(), record));
        return List.copyOf(byId.values());
    }

    List<RetainedRecord> toWrite() {
        return kept().stream().filter(former::contains).toList();
    }

    List<Retained> toDelete() {
        return toDelete;
    }
}
