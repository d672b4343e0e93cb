// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.HashMap;
import java.util.Map;

/**
 * What each account keeps in retained messages. The gateway's own are not counted: their number is that of
 * its points.
 *
 * <p>Thread: any.
 */
final class RetainedLedger {
    /** No account's name; counts among all. */
    static final String UNKNOWN = "?";

    /** What is kept, of one account or of all. */
    record Usage(int topics, long bytes) {
        static final Usage NONE = new Usage(0, 0);

        Usage plus(int moreTopics, long moreBytes) {
            return new Usage(topics + moreTopics, bytes + moreBytes);
        }
    }

    private record Entry(String account, long bytes) {}

    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Usage> usages = new HashMap<>();
    private Usage all = Usage.NONE;

    /** @param address of the topic, spelled as inside */
    synchronized void kept(String address, String account, long bytes) {
        gone(address);
        if (account.isEmpty() || Members.isGateway(account)) {
            return;
        }
        entries.put(address, new Entry(account, bytes));
        add(account, 1, bytes);
    }

    synchronized void gone(String address) {
        Entry before = entries.remove(address);
        if (before != null) {
            add(before.account(), -1, -before.bytes());
        }
    }

    synchronized Usage of(String account) {
        return usages.getOrDefault(account, Usage.NONE);
    }

    synchronized Usage all() {
        return all;
    }

    /** What {@code account} already keeps there, which a new message replaces. */
    synchronized Usage at(String address) {
        Entry entry = entries.get(address);
        return entry == null ? Usage.NONE : new Usage(1, entry.bytes());
    }

    private void add(String account, int topics, long bytes) {
        Usage usage = of(account).plus(topics, bytes);
        if (usage.equals(Usage.NONE)) {
            usages.remove(account);
        } else {
            usages.put(account, usage);
        }
        all = all.plus(topics, bytes);
    }
}
