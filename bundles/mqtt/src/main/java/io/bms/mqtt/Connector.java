// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.point.PointId;
import io.bms.api.site.Site;
import io.bms.mqtt.link.BrokerEndpoint;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.LinkSpec;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.StatusEncoder;
import io.bms.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection up, from the first attempt to the goodbye: with the right identity, to the right
 * broker, its subscriptions before its status.
 *
 * <p>Thread: bms-mqtt-session.
 */
final class Connector {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    /** The pause before a refused subscription is tried again. */
    private static final Duration SUBSCRIBE_AGAIN = Duration.ofMinutes(1);

    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** What there is while connected. */
    private record Connection(Link link, LinkEvents events, BrokerEndpoint endpoint, Topics topics, Instant since) {}

    private final SessionThread thread;
    private final SessionParts parts;
    private final CurrentBroker broker;
    private final SendQueue queue;
    private final CommandInbox inbox;
    private final Health health;
    private final Counters counters;
    private final Refusals refusals;
    private final Suspects suspects;
    private final StaleTopics stale;
    private final AlarmSlot alarms;
    private final Transmitter transmitter;
    private final Sweeper sweeper;
    private final Backoff backoff;

    /** Valid for one connection, as are its parts. */
    private Optional<Connection> connection = Optional.empty();

    private Optional<Future<?>> retry = Optional.empty();
    private Set<PointId> points;
    private WillTerms will = WillTerms.FULL;
    private boolean ended;
    /** {@link System#nanoTime()} of the last attempt to connect. */
    private long attempted = System.nanoTime();

    Connector(
            SessionThread thread,
            SessionParts parts,
            CurrentBroker broker,
            SendQueue queue,
            CommandInbox inbox,
            Health health,
            Counters counters,
            Refusals refusals,
            Suspects suspects,
            StaleTopics stale,
            AlarmSlot alarms) {
        this.thread = thread;
        this.parts = parts;
        this.broker = broker;
        this.queue = queue;
        this.inbox = inbox;
        this.health = health;
        this.counters = counters;
        this.refusals = refusals;
        this.suspects = suspects;
        this.stale = stale;
        this.alarms = alarms;
        this.points = parts.sites().current().points().keySet();
        this.backoff = parts.pace().backoff(() -> ThreadLocalRandom.current().nextDouble());
        this.transmitter = new Transmitter(thread, queue, suspects, parts.pace(), this::broken);
        this.sweeper = new Sweeper(thread, parts, queue, alarms, transmitter::pump, this::broken);
    }

    Transmitter transmitter() {
        return transmitter;
    }

    /** Connects, unless that is so already. */
    void connect() {
        retry.ifPresent(attempt -> attempt.cancel(false));
        if (ended || connection.isPresent()) {
            return;
        }
        attempted = System.nanoTime();
        try {
            Optional<BrokerEndpoint> endpoint = broker.current();
            if (endpoint.isPresent()) {
                open(endpoint.get(), new Topics(parts.identities().current()));
            } else {
                health.noBroker();
            }
        } catch (LinkException e) {
            failed(e);
        }
    }

    /** The identity or the broker may have become another; if so, moves there. */
    void moved() {
        connection.ifPresent(current -> {
            boolean renamed =
                    !current.topics().identity().equals(parts.identities().current());
            if (renamed || !isStill(current.endpoint())) {
                down();
                health.disconnected();
                current.link().close(renamed);
                backoff.reset();
                suspects.forget();
                will = WillTerms.FULL;
            }
        });
        connect();
    }

    private boolean isStill(BrokerEndpoint endpoint) {
        try {
            return broker.current().filter(endpoint::equals).isPresent();
        } catch (LinkException e) {
            LOG.debug("keeping the connection: {}", e.getMessage());
            return true;
        }
    }

    /** Has the topics of points that are gone cleared, now or once there is a broker. */
    void siteChanged(Site site) {
        Set<PointId> gone = new HashSet<>(points);
        points = site.points().keySet();
        gone.removeAll(points);
        Topics topics = connection
                .map(Connection::topics)
                .orElseGet(() -> new Topics(parts.identities().current()));
        stale.add(gone.stream().map(topics::point).toList());
    }

    /** Has topics cleared that nobody publishes any more. */
    void left(Set<String> topics) {
        stale.add(topics);
    }

    /** Says goodbye. */
    void end() {
        ended = true;
        connection.ifPresent(current -> {
            queue.lastBatch();
            transmitter.pump();
            if (queue.saysOnline() && sayStopped(current)) {
                queue.allArrived();
            }
            down();
            current.link().close(false);
            LOG.info("disconnected from {}", current.endpoint());
        });
    }

    private void open(BrokerEndpoint endpoint, Topics topics) throws LinkException {
        String clientId = "iot_supervisor_" + topics.identity().deviceId();
        Outgoing lastWill = Outgoing.retained(
                        topics.status(),
                        StatusEncoder.offline(topics.identity(), parts.bootId(), StatusEncoder.CONNECTION_LOST))
                .at(will.qos(), will.retained());
        LinkEvents events = new LinkEvents(topics, thread, parts.clock(), inbox, counters, sweeper, alarms, this::lost);
        Link link = Link.open(new LinkSpec(endpoint, clientId, lastWill), events);
        try {
            refusals.subscriptions(RequestSubscriptions.subscribe(link, topics));
        } catch (LinkException e) {
            link.close(false);
            throw e;
        }
        connection = Optional.of(
                new Connection(link, events, endpoint, topics, parts.clock().instant()));
        siteChanged(parts.sites().current());
        health.connected(
                endpoint,
                link.grants().clientId().orElse(clientId),
                link.grants().concerns());
        Optional<EmbeddedBroker> inside = broker.inside();
        queue.connected(topics, link.grants(), inside, transmitter::pump);
        stale.connected(topics, transmitter::pump);
        transmitter.attach(link);
        if (connection.filter(current -> current.link() == link).isEmpty()) {
            // It broke as the first messages were sent.
            return;
        }
        sweeper.attach(link, topics, inside);
        thread.later(parts.pace().steady(), () -> lasts(link));
        thread.later(SUBSCRIBE_AGAIN, () -> subscribeAgain(link));
    }

    private void lasts(Link link) {
        if (connection.filter(current -> current.link() == link).isPresent()) {
            suspects.clear();
            transmitter.pump();
        }
    }

    /** Where the broker has refused some, it may have learned better. */
    private void subscribeAgain(Link link) {
        if (connection.filter(current -> current.link() == link).isEmpty()) {
            return;
        }
        try {
            if (refusals.hasSubscriptions()) {
                refusals.subscriptions(
                        RequestSubscriptions.subscribe(link, connection.get().topics()));
            }
            thread.later(SUBSCRIBE_AGAIN, () -> subscribeAgain(link));
        } catch (LinkException e) {
            broken(e);
        }
    }

    private void broken(LinkException why) {
        connection.ifPresent(current -> lost(current.events(), why));
    }

    private void lost(LinkEvents events, LinkException why) {
        connection.filter(current -> current.events() == events).ifPresent(current -> {
            boolean steady = !parts.clock()
                    .instant()
                    .isBefore(current.since().plus(parts.pace().steady()));
            transmitter.broke(steady);
            down();
            current.link().abandon();
            if (steady) {
                backoff.reset();
            }
            failed(why);
        });
    }

    private void down() {
        connection = Optional.empty();
        sweeper.detach();
        transmitter.detach();
        stale.disconnected();
        queue.disconnected();
    }

    private void failed(LinkException why) {
        will = will.after(why.code());
        health.failed(why);
        retry = Optional.of(thread.later(untilNextAttempt(), this::connect));
    }

    /** The back-off counts from the beginning of the last attempt, not from its end: an attempt may take long. */
    private Duration untilNextAttempt() {
        Duration left = backoff.next().minusNanos(System.nanoTime() - attempted);
        return left.compareTo(parts.pace().least()) < 0 ? parts.pace().least() : left;
    }

    /** @return whether the broker has it */
    private boolean sayStopped(Connection current) {
        CountDownLatch out = new CountDownLatch(1);
        try {
            boolean sent = current.link()
                    .publish(
                            Outgoing.retained(
                                    current.topics().status(),
                                    StatusEncoder.offline(
                                            current.topics().identity(), parts.bootId(), StatusEncoder.STOPPED)),
                            done -> out.countDown());
            if (sent && out.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            LOG.warn("the broker did not take the goodbye");
        } catch (LinkException e) {
            LOG.warn("the broker did not take the goodbye: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
