// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.broker.OwedRecord.Progress;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * What is retained on its way to one subscription. Topics that come to be while it lasts reach the subscription as
 * they are published. It keeps no list of them: 100,000 names are 10 MB.
 *
 * <p>The copies are in memory only. For a session that stays after its connection, a record in the journal names the
 * first topics that it has not acknowledged: a portion goes out when the one before is acknowledged whole, and goes out
 * once more after a crash, or where what waits for a client that is away was cut. Its portions are small, and the first
 * is the smallest: whoever goes away at once has no more waiting than that.
 *
 * <p>Thread: any.
 */
final class HandOut {
    /** Topics of one slot; about so many, since they are told apart by hash. */
    static final int SLOT = 125;

    /** Slots of a portion. */
    private static final int WIDEST = 16;

    /** The same of a session that stays: the first is one slot, and each is twice the one before. */
    private static final int WIDEST_THAT_STAYS = 4;

    private final RetainedMessages retained;
    private final Queue subscription;
    private final String filter;
    private final boolean sessionStays;
    /** Ids of copies. */
    private final Set<Long> notAcknowledged = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean due;
    private volatile int given;
    private volatile boolean lost;
    private volatile boolean ended;
    /** Where the newest portion began. */
    private Progress progress;
    /** The slot after the newest portion that was given whole. */
    private int end;

    private int width;
    /** Of the record in the journal. */
    private OptionalLong record = OptionalLong.empty();

    HandOut(RetainedMessages retained, Queue subscription, String filter, boolean sessionStays) {
        this.retained = retained;
        this.subscription = subscription;
        this.filter = filter;
        this.sessionStays = sessionStays;
        this.progress = new Progress((retained.count(filter) + SLOT - 1) / SLOT, 0);
        this.width = sessionStays ? 1 : WIDEST;
        // whoever makes it gives the first portion
        this.due = new AtomicBoolean(false);
    }

    /** Goes on where it was when the broker ended. */
    HandOut(RetainedMessages retained, Queue subscription, long record, OwedRecord owed) {
        this.retained = retained;
        this.subscription = subscription;
        this.filter = owed.filter();
        this.sessionStays = true;
        this.progress = owed.progress();
        this.end = progress.next();
        this.width = 1;
        this.record = OptionalLong.of(record);
        this.due = new AtomicBoolean(true);
    }

    Queue subscription() {
        return subscription;
    }

    /** A message has left the queue. */
    void gone(long message, boolean acknowledged) {
        if (notAcknowledged.remove(message) && !acknowledged) {
            lost = true;
        }
    }

    /** True for the first who asks since the last portion, if that is acknowledged and somebody is there. */
    boolean isDue() {
        return subscription.getConsumerCount() > 0 && isAcknowledged() && due.compareAndSet(true, false);
    }

    private boolean isAcknowledged() {
        return subscription.getMessageCount() == 0 || notAcknowledged.size() <= (sessionStays ? 0 : given / 4);
    }

    /** Sees to it that a crash takes nothing of it. */
    synchronized void begin() throws Exception {
        if (sessionStays && progress.slots() > 0) {
            record = OptionalLong.of(retained.journal().owe(owed()));
        }
    }

    /**
     * Gives the next portion that has anything in it, or the same again if something of it was dropped.
     *
     * @return whether there is nothing more to do
     */
    synchronized boolean goOn() throws Exception {
        try {
            if (sessionStays && lost) {
                width = 1;
                end = progress.next();
            }
            lost = false;
            int next = end;
            List<String> topics = List.of();
            while (topics.isEmpty() && next < progress.slots() && !ended) {
                progress = progress.at(next);
                next = Math.min(next + width, progress.slots());
                topics = retained.matching(filter, progress, next);
            }
            given = topics.size();
            if (topics.isEmpty()) {
                settle();
                return true;
            }
            if (record.isPresent()) {
                retained.journal().oweStill(record.getAsLong(), owed());
            }
            retained.copy(topics, subscription, notAcknowledged::add);
            // what failed is given again
            end = next;
            width = Math.min(2 * width, sessionStays ? WIDEST_THAT_STAYS : WIDEST);
            return !sessionStays && end == progress.slots();
        } finally {
            due.set(true);
        }
    }

    private OwedRecord owed() {
        return new OwedRecord(subscription.getID(), filter, progress);
    }

    /** Gives nothing any more; may wait for a portion that is being given. */
    void end() throws Exception {
        ended = true;
        synchronized (this) {
            settle();
        }
    }

    private void settle() throws Exception {
        if (record.isPresent()) {
            retained.journal().delete(record.getAsLong());
            record = OptionalLong.empty();
        }
    }
}
