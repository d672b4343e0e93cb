// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Locale;

/** What the broker bounds, and the sentence in the status about whoever passed it. */
enum Limit {
    WAITING("connections that have not signed in"),
    CONNECTIONS("connections"),
    SESSIONS("sessions that are away"),
    SUBSCRIPTIONS("subscriptions"),
    RETAINED_TOPICS("retained topics"),
    RETAINED_BYTES("bytes of retained messages"),
    NEW_TOPICS("new topics a minute"),
    PUBLISH_RATE("publications a second"),
    UNFINISHED("bytes of packets that are not whole"),
    BACKLOG("bytes that wait for a reader"),
    AWAY("bytes that wait for sessions that are away"),
    HEAP("% of the heap, above which it keeps nothing new", "give the gateway more memory");

    private final String what;
    private final String remedy;

    Limit(String what) {
        this(what, "raise the limit in etc/io.bms.broker.cfg");
    }

    Limit(String what, String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    /** As in {@code broker_limit_retained_topics}. */
    String code() {
        return "broker_limit_" + name().toLowerCase(Locale.ROOT);
    }

    String what() {
        return what;
    }

    /** What to do, if it is not the client that is to be changed. */
    String remedy() {
        return remedy;
    }
}
