// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.memory.HeapGauge;
import io.bms.api.memory.HeapLevel;
import io.bms.broker.RetainedLedger.Usage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What all connections share: who waits, who is in, and how much each account has of what is bounded. Each
 * connection has a {@link Doorman}, who asks here.
 *
 * <p>Thread: any.
 */
final class Door {
    /** The share of the heap, in percent, from which it is scarce. */
    private static final long SCARCE_PERCENT = 88;
    /** The part of a limit that is left while the heap is scarce. */
    private static final int WHILE_SCARCE = 8;

    private final BrokerLimits limits;
    private final Members members;
    private final ClientIds ids;
    private final Store store;
    private final RetainedLedger retained;
    private final LimitReport report;
    private final HeapGauge heap;
    private final Introductions introductions;
    private final LongSupplier nanos;
    private final Rooms waiting;
    private final Rooms signingIn;

    private final AtomicLong unfinishedBytes = new AtomicLong();
    private final AtomicLong unprocessedBytes = new AtomicLong();
    /** Connections whose password was right, with their accounts; none of the gateway's. */
    private final Map<Doorman, String> places = new HashMap<>();

    private final Map<String, Doorman> clients = new ConcurrentHashMap<>();
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final Set<Doorman> inside = ConcurrentHashMap.newKeySet();
    private final Map<String, RateBucket> newTopics = new HashMap<>();
    private final RecentTopics recentTopics = new RecentTopics();
    private final Map<String, RateBucket> publishRates = new ConcurrentHashMap<>();

    /**
     * @param here for connections of this machine: pages come through the gateway's web port, which counts their
     *     addresses, and strangers must not take its places
     */
    private record Rooms(WaitingRoom outside, WaitingRoom here) {
        static Rooms with(BrokerLimits limits, long here) {
            int ofHere = Math.toIntExact(here);
            return new Rooms(
                    new WaitingRoom(limits.waiting(), limits.waitingPerAddress()), new WaitingRoom(ofHere, ofHere));
        }

        WaitingRoom of(Doorman visitor) {
            return visitor.from().isLoopbackAddress() ? here : outside;
        }

        void leave(Doorman visitor) {
            outside.leave(visitor);
            here.leave(visitor);
        }

        int size() {
            return outside.size() + here.size();
        }
    }

    Door(
            BrokerLimits limits,
            Members members,
            Store store,
            RetainedLedger retained,
            LimitReport report,
            HeapGauge heap,
            Introductions introductions,
            LongSupplier nanos) {
        this.limits = limits;
        this.members = members;
        this.ids = new ClientIds(members, this::owner);
        this.store = store;
        this.retained = retained;
        this.report = report;
        this.heap = heap;
        this.introductions = introductions;
        this.nanos = nanos;
        this.waiting = Rooms.with(limits, limits.waiting());
        // all pages at once, after a restart
        this.signingIn = Rooms.with(limits, limits.connections().all());
    }

    BrokerLimits limits() {
        return limits;
    }

    /** Bytes that may wait for one reader; fewer while the heap is scarce. */
    long backlogBytes() {
        return heapIsScarce() ? limits.backlogBytes() / WHILE_SCARCE : limits.backlogBytes();
    }

    /** Bytes that may wait for sessions that are away, of which one account may have half. */
    BrokerLimits.Share awayBytes() {
        return new BrokerLimits.Share(backlogBytes() / 2, backlogBytes());
    }

    private boolean heapIsScarce() {
        return heap.level().isAtLeast(HeapLevel.SCARCE);
    }

    /** What the broker does not keep yet, it does not begin to keep while the heap is scarce. */
    private boolean hasRoom(String account) {
        return within(Limit.HEAP, account, heapIsScarce() ? SCARCE_PERCENT : 0);
    }

    Introductions introductions() {
        return introductions;
    }

    long nanoTime() {
        return nanos.getAsLong();
    }

    /** Bytes of publications that wait for Artemis. */
    AtomicLong unprocessed() {
        return unprocessedBytes;
    }

    void arrived(Doorman visitor) {
        if (!waiting.of(visitor).enter(visitor, visitor.from())) {
            passedWaiting(visitor);
        }
    }

    private void passedWaiting(Doorman visitor) {
        report.passed(Limit.WAITING, visitor.from().getHostAddress(), limits.waiting());
    }

    private void left(Doorman visitor) {
        waiting.leave(visitor);
        signingIn.leave(visitor);
    }

    /**
     * Whether a connection may have its password checked; {@link #signedIn} or {@link #signedOut} ends that. Whether
     * its client id is another's, and whether there is a {@linkplain #takePlace place} for its account, is no question
     * yet: nothing of an account may be taken in its name.
     *
     * @return a reason code, or 0
     */
    int admit(Doorman visitor, ConnectPacket connect) {
        waiting.leave(visitor);
        if (!signingIn.of(visitor).enterIfFree(visitor, visitor.from())) {
            passedWaiting(visitor);
            return Reason.QUOTA_EXCEEDED;
        }
        String account = Account.ofUser(connect.user());
        if (Members.isGateway(account)) {
            return 0;
        }
        Optional<Limit> passed =
                connect.will().filter(ConnectPacket.Will::retained).flatMap(will -> retain(account, will.topic(), 1));
        return passed.isPresent() || !maySessionStay(connect, account) ? Reason.QUOTA_EXCEEDED : 0;
    }

    /**
     * Takes the id for the user, whose password was right, unless it is another account's. Of two who come with a new
     * id at the same time, the first has it.
     */
    boolean claim(String user, String clientId) {
        String account = Account.ofUser(user);
        if (Members.isGateway(account) || isIn(account, clientId)) {
            return true;
        }
        synchronized (ids) {
            boolean free = ids.mayUse(account, clientId);
            if (free) {
                owners.put(clientId, account);
            }
            return free;
        }
    }

    /** Artemis asks anew with much that a client does. */
    private boolean isIn(String account, String clientId) {
        return client(clientId).map(Doorman::account).filter(account::equals).isPresent();
    }

    Members members() {
        return members;
    }

    /** Who has the id now, or had it last and left a session. */
    private Optional<String> owner(String clientId) {
        return client(clientId)
                .map(Doorman::account)
                .or(() -> store.owner(clientId).map(Account::ofUser))
                .or(() -> Optional.ofNullable(owners.get(clientId)));
    }

    /**
     * Whether the session that waits for this client was somebody else's, or has subscriptions that the account may not
     * have any longer.
     */
    boolean mustBeginAnew(ConnectPacket connect, TopicPermissions permissions) {
        String clientId = connect.clientId();
        return !Members.isGateway(connect.user())
                && (owner(clientId)
                                .filter(owner -> !owner.equals(Account.ofUser(connect.user())))
                                .isPresent()
                        || !store.filters(clientId).stream().allMatch(permissions::maySubscribe));
    }

    /** Forgets whose the ids were whose sessions are over. */
    void forgetOwners() {
        Set<String> alive = store.sessions().stream().map(Store.Known::clientId).collect(Collectors.toSet());
        owners.keySet().removeIf(id -> !alive.contains(id) && !clients.containsKey(id));
    }

    /** Closes the connections of those whose account or credential has changed since they came in. */
    void sendAwayStrangers() {
        inside.forEach(Doorman::leaveIfStranger);
    }

    /**
     * Takes a place for a connection whose password was right, until {@link #signedOut}; asked again, it is the same
     * one.
     *
     * @return whether its account has one left
     */
    synchronized boolean takePlace(Doorman doorman) {
        String account = doorman.account();
        if (Members.isGateway(account) || places.containsKey(doorman)) {
            return true;
        }
        if (!doorman.isConnected()) {
            return false; // else the place would be kept for ever
        }
        long ofAccount = places.values().stream().filter(account::equals).count();
        long passed = limits.connections().passed(ofAccount + 1, places.size() + 1L);
        if (passed == 0) {
            places.put(doorman, account);
        }
        return within(Limit.CONNECTIONS, account, passed);
    }

    /** The connection is closed, wherever it was. */
    synchronized void signedOut(Doorman doorman) {
        left(doorman);
        places.remove(doorman);
        inside.remove(doorman);
        // its id stays its account's for a moment: another connection of it may be taking this one's place
        clients.remove(doorman.clientId(), doorman);
    }

    /** @return the filters that the session has already */
    Set<String> signedIn(Doorman doorman) {
        String clientId = doorman.clientId();
        left(doorman);
        clients.put(clientId, doorman);
        owners.put(clientId, doorman.account());
        inside.add(doorman);
        return store.filters(clientId);
    }

    /** Connections that have a place, or wait for one; none of the gateway's. */
    synchronized int inside() {
        return places.size() + waiting.size() + signingIn.size();
    }

    Optional<Doorman> client(String clientId) {
        return Optional.ofNullable(clients.get(clientId));
    }

    private boolean maySessionStay(ConnectPacket connect, String account) {
        if (!connect.sessionStays()) {
            return true;
        }
        int ofAccount = 0;
        int ofAll = 0;
        for (Store.Known session : store.sessions()) {
            if (session.clientId().equals(connect.clientId())) {
                return true;
            }
            boolean counts = !session.connected() && !ClientIds.isGateways(session.clientId());
            ofAll += counts ? 1 : 0;
            ofAccount += counts && account.equals(owners.get(session.clientId())) ? 1 : 0;
        }
        return hasRoom(account)
                && within(Limit.SESSIONS, account, limits.sessionsAway().passed(ofAccount + 1L, ofAll + 1L));
    }

    /** @param ofConnection with this one */
    boolean maySubscribe(Doorman doorman, int ofConnection) {
        String account = doorman.account();
        long perConnection = limits.subscriptionsPerConnection();
        if (ofConnection > perConnection / WHILE_SCARCE && !hasRoom(account)) {
            return false;
        }
        if (!within(Limit.SUBSCRIPTIONS, account, ofConnection > perConnection ? perConnection : 0)) {
            return false;
        }
        int ofAccount = 0;
        int ofAll = 0;
        for (Store.Known session : store.sessions()) {
            int count = session.clientId().equals(doorman.clientId()) ? ofConnection : session.subscriptions();
            String owner = owners.getOrDefault(session.clientId(), "");
            ofAll += Members.isGateway(owner) ? 0 : count;
            ofAccount += account.equals(owner) ? count : 0;
        }
        return within(Limit.SUBSCRIPTIONS, account, limits.subscriptions().passed(ofAccount, ofAll));
    }

    /** @return the limit that keeps this publication out */
    Optional<Limit> publish(String account, String topic, boolean retain, int payloadBytes) {
        if (!recentTopics.contains(topic)) {
            if (!store.knowsTopic(topic) && !mayNameTopic(account)) {
                return Optional.of(Limit.NEW_TOPICS);
            }
            recentTopics.add(topic);
        }
        return retain && payloadBytes > 0 ? retain(account, topic, payloadBytes) : Optional.empty();
    }

    private synchronized boolean mayNameTopic(String account) {
        int perMinute = limits.newTopicsPerMinute();
        long now = nanos.getAsLong();
        RateBucket bucket =
                newTopics.computeIfAbsent(account, any -> new RateBucket(perMinute, perMinute, TimeUnit.MINUTES, now));
        return within(Limit.NEW_TOPICS, account, bucket.take(now) ? 0 : perMinute);
    }

    private Optional<Limit> retain(String account, String topic, int bytes) {
        Usage before = retained.at(store.address(topic));
        if ((before.topics() == 0 || bytes > before.bytes()) && !hasRoom(account)) {
            return Optional.of(Limit.HEAP);
        }
        Usage own = retained.of(account).plus(1 - before.topics(), bytes - before.bytes());
        Usage all = retained.all().plus(1 - before.topics(), bytes - before.bytes());
        long topics = before.topics() > 0 ? 0 : limits.retainedTopics().passed(own.topics(), all.topics());
        if (!within(Limit.RETAINED_TOPICS, account, topics)) {
            return Optional.of(Limit.RETAINED_TOPICS);
        }
        long most = bytes <= before.bytes() ? 0 : limits.retainedBytes().passed(own.bytes(), all.bytes());
        return within(Limit.RETAINED_BYTES, account, most) ? Optional.empty() : Optional.of(Limit.RETAINED_BYTES);
    }

    /** Shared by all connections of an account: a new one brings nothing new. */
    RateBucket publishRate(String account) {
        int limit = limits.publishesPerSecond();
        return publishRates.computeIfAbsent(
                account, any -> new RateBucket(limit, limit, TimeUnit.SECONDS, nanos.getAsLong()));
    }

    void tooFast(String account) {
        report.passed(Limit.PUBLISH_RATE, account, limits.publishesPerSecond());
    }

    /** Counts {@code more} bytes, which may be negative, of packets that are not whole yet. */
    boolean reserve(String account, int more) {
        if (unfinishedBytes.addAndGet(more) <= BrokerLimits.UNFINISHED_BYTES
                || more <= 0
                || Members.isGateway(account)) {
            return true;
        }
        unfinishedBytes.addAndGet(-more);
        return within(Limit.UNFINISHED, account, BrokerLimits.UNFINISHED_BYTES);
    }

    /** @param passed 0 for none */
    private boolean within(Limit limit, String account, long passed) {
        if (passed > 0) {
            report.passed(limit, account, passed);
        }
        return passed == 0;
    }
}
