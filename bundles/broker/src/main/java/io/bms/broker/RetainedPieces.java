// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.core.journal.RecordInfo;

/**
 * Puts retained messages together again while the journal is loaded.
 *
 * <p>Thread: bms-broker-lifecycle.
 */
final class RetainedPieces {
    /** By the ids of their records: in the order in which they were written. */
    private final Map<Long, byte[]> firsts = new TreeMap<>();

    private final Map<Long, TreeMap<Long, byte[]>> further = new HashMap<>();

    /**
     * @return a record of the bytes {@code from} to {@code to} (exclusive) of the message whose first record is so
     * called
     */
    static byte[] piece(long first, byte[] bytes, int from, int to) {
        return ByteBuffer.allocate(Long.BYTES + to - from)
                .putLong(first)
                .put(bytes, from, to - from)
                .array();
    }

    /** Takes what is ours among the records of the journal. */
    void loaded(RecordInfo record) {
        if (record.getUserRecordType() == RetainedJournal.RECORD) {
            firsts.put(record.id, record.data);
        } else if (record.getUserRecordType() == RetainedJournal.PIECE && record.data.length >= Long.BYTES) {
            long first = ByteBuffer.wrap(record.data).getLong();
            further.computeIfAbsent(first, any -> new TreeMap<>()).put(record.id, record.data);
        }
    }

    /**
     * @param unreadable gets the ids of records that are none
     * @return the oldest first
     */
    List<RetainedRecord> whole(List<Long> unreadable) {
        List<RetainedRecord> whole = new ArrayList<>(firsts.size());
        firsts.forEach((id, first) -> {
            TreeMap<Long, byte[]> pieces = further.getOrDefault(id, new TreeMap<>());
            try {
                RetainedRecord record = RetainedRecord.decoded(id, join(first, pieces));
                record.kept()
                        .inPieces(pieces.keySet().stream()
                                .mapToLong(Long::longValue)
                                .toArray());
                whole.add(record);
            } catch (IllegalArgumentException notOne) {
                unreadable.add(id);
            }
        });
        further.forEach((first, pieces) -> {
            if (!firsts.containsKey(first)) {
                unreadable.addAll(pieces.keySet());
            }
        });
        return whole;
    }

    private static byte[] join(byte[] first, Map<Long, byte[]> pieces) {
        if (pieces.isEmpty()) {
            return first;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(first);
        pieces.values().forEach(piece -> whole.write(piece, Long.BYTES, piece.length - Long.BYTES));
        return whole.toByteArray();
    }
}
