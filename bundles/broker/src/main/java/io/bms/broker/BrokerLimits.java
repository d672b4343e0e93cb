// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.settings.UnusableSetting.unlessWithin;

/**
 * How much of the broker an account, and all accounts together, may take. The gateway's own session is
 * bound by none of them. The defaults hold the broker's memory below some 150 MB with all of them used up
 * (docs/limits.md), so that a box of 512 MB goes on.
 *
 * @param connectSeconds within which the whole CONNECT must have come
 * @param waiting connections that have not sent their CONNECT
 * @param waitingPerAddress the same from one address
 * @param sessionsAway sessions that are kept while their client is away
 * @param newTopicsPerMinute topics that an account may publish to for the first time, in a minute
 * @param publishesPerSecond publications of one account, and as many at once; a faster client waits
 * @param backlogBytes bytes that may wait for the reader of one subscription
 */
record BrokerLimits(
        int connectSeconds,
        int waiting,
        int waitingPerAddress,
        Share connections,
        Share sessionsAway,
        Share subscriptions,
        int subscriptionsPerConnection,
        Share retainedTopics,
        Share retainedBytes,
        int newTopicsPerMinute,
        int publishesPerSecond,
        long backlogBytes) {
    /** How much one account may have, and how much all accounts together. */
    record Share(long perAccount, long all) {
        Share {
            if (perAccount > all) {
                throw new IllegalArgumentException(
                        "a limit of one account, " + perAccount + ", is above that of all, " + all);
            }
        }

        /** The limit that these amounts are above, or 0 if they are above none. */
        long passed(long ofAccount, long ofAll) {
            return ofAccount > perAccount ? perAccount : ofAll > all ? all : 0;
        }
    }

    /** The most filters of one SUBSCRIBE. */
    static final int FILTERS_PER_SUBSCRIBE = 100;
    /** The longest CONNECT: a client that has not signed in gets no more memory. */
    static final int CONNECT_BYTES = 8 * 1024;
    /** The longest packet of any type but CONNECT and PUBLISH. */
    static final int CONTROL_BYTES = 512 * 1024;
    /** The most bytes of unfinished packets, all connections together. */
    static final long UNFINISHED_BYTES = 24L * 1024 * 1024;

    private static final long MIB = 1024 * 1024;

    static final BrokerLimits DEFAULTS = new BrokerLimits(
            10,
            100,
            20,
            new Share(100, 200),
            new Share(20, 100),
            new Share(1_000, 2_000),
            500,
            new Share(1_000, 2_000),
            new Share(8 * MIB, 16 * MIB),
            2_000,
            5_000,
            16 * MIB);

    BrokerLimits {
        unlessWithin("connectSeconds", connectSeconds, 1, 60);
        unlessWithin("maxWaiting", waiting, 10, 10_000);
        unlessWithin("maxWaitingPerAddress", waitingPerAddress, 1, waiting);
        unlessWithin("maxConnections", connections.all(), 10, 10_000);
        unlessWithin("maxConnectionsPerAccount", connections.perAccount(), 1, connections.all());
        unlessWithin("maxSessionsAway", sessionsAway.all(), 1, 10_000);
        unlessWithin("maxSessionsAwayPerAccount", sessionsAway.perAccount(), 1, sessionsAway.all());
        unlessWithin("maxSubscriptions", subscriptions.all(), 100, 100_000);
        unlessWithin("maxSubscriptionsPerAccount", subscriptions.perAccount(), 10, subscriptions.all());
        unlessWithin("maxSubscriptionsPerConnection", subscriptionsPerConnection, 10, subscriptions.perAccount());
        unlessWithin("maxRetainedTopics", retainedTopics.all(), 100, 1_000_000);
        unlessWithin("maxRetainedTopicsPerAccount", retainedTopics.perAccount(), 1, retainedTopics.all());
        unlessWithin("maxRetainedMiB", retainedBytes.all() / MIB, 4, 1_024);
        unlessWithin("maxRetainedMiBPerAccount", retainedBytes.perAccount() / MIB, 1, retainedBytes.all() / MIB);
        unlessWithin("maxNewTopicsPerMinute", newTopicsPerMinute, 10, 1_000_000);
        unlessWithin("maxPublishesPerSecond", publishesPerSecond, 10, 1_000_000);
        unlessWithin("maxBacklogMiB", backlogBytes / MIB, 5, 1_024);
    }

    static BrokerLimits of(BrokerConfig config) {
        return new BrokerLimits(
                config.connectSeconds(),
                config.maxWaiting(),
                config.maxWaitingPerAddress(),
                share("maxConnections", config.maxConnectionsPerAccount(), config.maxConnections()),
                share("maxSessionsAway", config.maxSessionsAwayPerAccount(), config.maxSessionsAway()),
                share("maxSubscriptions", config.maxSubscriptionsPerAccount(), config.maxSubscriptions()),
                config.maxSubscriptionsPerConnection(),
                share("maxRetainedTopics", config.maxRetainedTopicsPerAccount(), config.maxRetainedTopics()),
                share("maxRetainedMiB", config.maxRetainedMiBPerAccount() * MIB, config.maxRetainedMiB() * MIB),
                config.maxNewTopicsPerMinute(),
                config.maxPublishesPerSecond(),
                config.maxBacklogMiB() * MIB);
    }

    private static Share share(String key, long perAccount, long all) {
        if (perAccount > all) {
            throw new IllegalArgumentException(key + "PerAccount is above " + key + "; lower it, or raise " + key);
        }
        return new Share(perAccount, all);
    }
}
