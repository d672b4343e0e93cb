// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.broker.OwedRecord.Progress;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * What is retained on its way to one subscription. Topics that come to be while it lasts reach the subscription as
 * they are published. It keeps no list of them: 100,000 names are 10 MB.
 *
 * <p>For a session that stays after its connection, a record in the journal says how far it has got, so that a crash
 * takes nothing from it; what is handed out just before a crash may be handed out once more. Such a session begins with
 * a small portion: whoever goes away at once has no more waiting than that.
 *
 * <p>Thread: any.
 */
final class HandOut {
    /** Topics of one slot; about so many, since they are told apart by hash. */
    static final int SLOT = 125;

    /** Slots of a portion. For a session that stays the first is one slot, and each is twice the one before. */
    private static final int WIDEST = 16;

    /** From so many messages in the queue on, the next portion may always come. */
    private static final int FEW = SLOT / 2;

    private final RetainedMessages retained;
    private final Queue subscription;
    private final String filter;
    private final boolean sessionStays;
    private final AtomicBoolean due = new AtomicBoolean(true);
    private volatile int given;
    private Progress progress;
    private int width;
    /** Of the record in the journal. */
    private OptionalLong record = OptionalLong.empty();

    HandOut(RetainedMessages retained, Queue subscription, String filter, boolean sessionStays) {
        this.retained = retained;
        this.subscription = subscription;
        this.filter = filter;
        this.sessionStays = sessionStays;
        this.width = sessionStays ? 1 : WIDEST;
        this.progress = new Progress(1 + Math.max(0, retained.count(filter) - 1) / SLOT, 0);
    }

    /** Goes on where it was when the broker ended. */
    HandOut(RetainedMessages retained, Queue subscription, long record, OwedRecord owed) {
        this.retained = retained;
        this.subscription = subscription;
        this.filter = owed.filter();
        this.sessionStays = true;
        this.width = 1;
        this.progress = owed.progress();
        this.record = OptionalLong.of(record);
    }

    Queue subscription() {
        return subscription;
    }

    /** True for the first who asks since the last portion, if most of that is acknowledged and somebody is there. */
    boolean isDue() {
        return subscription.getConsumerCount() > 0
                && subscription.getMessageCount() <= Math.max(FEW, given / 4)
                && due.compareAndSet(true, false);
    }

    /** Sees to it that a crash takes nothing of it, if it takes more than one portion. */
    synchronized void begin() throws Exception {
        if (sessionStays && progress.slots() > 1) {
            record = OptionalLong.of(retained.journal().owe(owed()));
        }
    }

    /**
     * Gives the next portion that has anything in it.
     *
     * @return whether it was the last
     */
    synchronized boolean goOn() throws Exception {
        try {
            boolean any = false;
            while (!any && !progress.isDone()) {
                int end = Math.min(progress.next() + width, progress.slots());
                List<String> topics = retained.matching(filter, progress, end);
                retained.copy(topics, subscription, sessionStays);
                any = !topics.isEmpty();
                given = topics.size();
                progress = new Progress(progress.slots(), end);
                width = Math.min(2 * width, WIDEST);
            }
            if (progress.isDone()) {
                settle();
            } else if (record.isPresent()) {
                retained.journal().oweStill(record.getAsLong(), owed());
            }
            return progress.isDone();
        } finally {
            // also what failed: again
            due.set(true);
        }
    }

    private OwedRecord owed() {
        return new OwedRecord(subscription.getID(), filter, progress);
    }

    /** Gives nothing any more. */
    synchronized void end() throws Exception {
        progress = new Progress(progress.slots(), progress.slots());
        settle();
    }

    private void settle() throws Exception {
        if (record.isPresent()) {
            retained.journal().delete(record.getAsLong());
            record = OptionalLong.empty();
        }
    }
}
