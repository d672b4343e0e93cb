// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * What is retained on its way to one subscription. Topics that come to be while it lasts reach the subscription as
 * they are published. It keeps no list of them: 100,000 names are 10 MB.
 *
 * <p>Thread: any.
 */
final class HandOut {
    private final RetainedMessages retained;
    private final Queue subscription;
    private final String filter;
    private final int portions;
    private final AtomicBoolean due = new AtomicBoolean(true);
    private int next;

    HandOut(RetainedMessages retained, Queue subscription, String filter) {
        this.retained = retained;
        this.subscription = subscription;
        this.filter = filter;
        this.portions = 1 + Math.max(0, retained.count(filter) - 1) / HandOuts.PORTION;
    }

    Queue subscription() {
        return subscription;
    }

    /** True for the first who asks since the last portion. */
    boolean isDue() {
        return due.compareAndSet(true, false);
    }

    /**
     * Gives the next portion that has anything in it.
     *
     * @return whether it was the last
     */
    synchronized boolean goOn() throws Exception {
        try {
            boolean any = false;
            while (!any && next < portions) {
                List<String> topics = retained.matching(filter, next, portions);
                retained.copy(topics, subscription, false);
                any = !topics.isEmpty();
                next++;
            }
            return next == portions;
        } finally {
            // also what failed: again
            due.set(true);
        }
    }
}
