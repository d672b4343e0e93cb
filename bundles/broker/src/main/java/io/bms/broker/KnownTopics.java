// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.HashSet;
import java.util.Set;

/**
 * Topics about which a connection has had its answer, so that each costs one look-up. A program publishes to a hundred
 * topics in turn, as a rule.
 *
 * <p>Thread: the connection's of Netty.
 */
final class KnownTopics {
    static final int TOPICS = 256;
    /** With them all, a connection's topics take some 40 KB of heap. */
    static final int CHARACTERS = 16 * 1024;

    private final Set<String> topics = new HashSet<>();
    private int characters;

    boolean contains(String topic) {
        return topics.contains(topic);
    }

    /** Forgets all others if there are too many. */
    void add(String topic) {
        if (topics.size() >= TOPICS || characters + topic.length() > CHARACTERS) {
            topics.clear();
            characters = 0;
        }
        if (topics.add(topic)) {
            characters += topic.length();
        }
    }
}
