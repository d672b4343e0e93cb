// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import org.apache.activemq.artemis.utils.collections.ConcurrentLongHashSet;

/**
 * Topics to which somebody has published lately: at least the last {@value #GENERATION}, at most twice as many, so that
 * those which are used again and again stay known, in 2 MB. A topic is remembered by 64 bits; of a hundred thousand,
 * some other has the same with a probability of 1 in 10^9, and would only not be counted as new.
 *
 * <p>Thread: any.
 */
final class RecentTopics {
    static final int GENERATION = 50_000;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private ConcurrentLongHashSet younger = new ConcurrentLongHashSet();
    private ConcurrentLongHashSet older = new ConcurrentLongHashSet();

    /** One that is known only from before is young again. */
    synchronized boolean contains(String topic) {
        long hash = hash(topic);
        if (younger.contains(hash)) {
            return true;
        }
        boolean known = older.contains(hash);
        if (known) {
            add(hash);
        }
        return known;
    }

    synchronized void add(String topic) {
        add(hash(topic));
    }

    private void add(long hash) {
        if (younger.size() >= GENERATION) {
            older = younger;
            younger = new ConcurrentLongHashSet();
        }
        younger.add(hash);
    }

    /** FNV-1a; without its sign, since the set takes no negative numbers. */
    private static long hash(String topic) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < topic.length(); i++) {
            hash = (hash ^ topic.charAt(i)) * FNV_PRIME;
        }
        return hash & Long.MAX_VALUE;
    }
}
