// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Arrays;
import org.apache.activemq.artemis.core.journal.Journal;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.utils.ArtemisCloseable;

/**
 * Retained messages in Artemis' journal of messages, as records of a type of our own. So old and new, and the
 * subscribers' copies, change in one transaction, synced as everything else in it.
 *
 * <p>Thread: any.
 */
@SuppressWarnings("try") // locks that are only held
final class RetainedJournal {
    /** Of the whole message, or its first part; Artemis' own types end at 53. */
    static final byte RECORD = 110;
    /** What does not fit into the first: the id of that, and bytes. */
    static final byte PIECE = 111;

    /** What a subscription is still to be given ({@link OwedRecord}). */
    static final byte OWED = 112;

    /** Half of what Artemis' buffer of 128 KB takes at once. */
    static final int PIECE_BYTES = 64 * 1024;

    private final StorageManager storage;

    RetainedJournal(StorageManager storage) {
        this.storage = storage;
    }

    long newId() {
        return storage.generateID();
    }

    /** Writes it as part of {@code tx}, and makes {@code tx} one that is committed on the disk. */
    void add(Transaction tx, String topic, Retained kept) throws Exception {
        add(tx.getID(), topic, kept);
        tx.setContainsPersistent();
    }

    void add(long tx, String topic, Retained kept) throws Exception {
        byte[] bytes = new RetainedRecord(topic, kept).encoded();
        try (ArtemisCloseable lock = storage.closeableReadLock()) {
            Journal journal = storage.getMessageJournal();
            byte[] first = bytes.length <= PIECE_BYTES ? bytes : Arrays.copyOf(bytes, PIECE_BYTES);
            journal.appendAddRecordTransactional(tx, kept.id(), RECORD, first);
            long[] pieces = new long[(bytes.length - 1) / PIECE_BYTES];
            for (int i = 0; i < pieces.length; i++) {
                int from = (i + 1) * PIECE_BYTES;
                pieces[i] = newId();
                journal.appendAddRecordTransactional(
                        tx,
                        pieces[i],
                        PIECE,
                        RetainedPieces.piece(kept.id(), bytes, from, Math.min(bytes.length, from + PIECE_BYTES)));
            }
            kept.inPieces(pieces);
        }
    }

    /** Deletes it as part of {@code tx}. */
    void delete(Transaction tx, Retained kept) throws Exception {
        try (ArtemisCloseable lock = storage.closeableReadLock()) {
            Journal journal = storage.getMessageJournal();
            journal.appendDeleteRecordTransactional(tx.getID(), kept.id());
            for (long piece : kept.pieces()) {
                journal.appendDeleteRecordTransactional(tx.getID(), piece);
            }
        }
        tx.setContainsPersistent();
    }

    /** Deletes it for itself. If a crash comes before that is on the disk, the newer one of its topic is believed. */
    void delete(Retained kept) throws Exception {
        delete(kept.id());
        for (long piece : kept.pieces()) {
            delete(piece);
        }
    }

    void delete(long record) throws Exception {
        try (ArtemisCloseable lock = storage.closeableReadLock()) {
            storage.getMessageJournal().tryAppendDeleteRecord(record, (id, found) -> {}, false);
        }
    }

    /**
     * Returns when it is on the disk.
     *
     * @return id of the record
     */
    long owe(OwedRecord owed) throws Exception {
        long id = newId();
        try (ArtemisCloseable lock = storage.closeableReadLock()) {
            storage.getMessageJournal().appendAddRecord(id, OWED, owed.encoded(), true);
        }
        return id;
    }

    /** Takes the place of what was written before. If a crash comes before that is on the disk, more is given again. */
    void oweStill(long id, OwedRecord owed) throws Exception {
        try (ArtemisCloseable lock = storage.closeableReadLock()) {
            storage.getMessageJournal().appendUpdateRecord(id, OWED, owed.encoded(), false);
        }
    }
}
