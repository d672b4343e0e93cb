// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.connection.MqttConnection;
import io.bms.api.connection.MqttConnector;
import io.bms.api.connection.MqttMessage;
import io.bms.api.connection.MqttTarget;
import io.bms.api.history.HistoryStore;
import io.bms.api.identity.Identity;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointValue;
import io.bms.api.status.GatewayStatus;
import io.bms.sparkplug.payload.MalformedPayloadException;
import io.bms.sparkplug.payload.Payload;
import io.bms.sparkplug.payload.PayloadDecoder;
import io.bms.text.BrokerUrl;
import io.bms.time.FullJitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to a broker of Sparkplug, and tells there what there is to tell, a look each second. Without a
 * connection, or a primary host, nothing is kept: the history has it, and it is told from there afterwards. Thread:
 * bms-sparkplug, but bms-sparkplug-link connects, which may take long; both are this class's own.
 */
final class SparkplugWorker {
    private static final Logger LOG = LoggerFactory.getLogger(SparkplugWorker.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(30);
    /** A dead connection is known to be so after one and a half keep alives, and all data goes at QoS 0. */
    private static final Duration UNPROVEN = Duration.ofMinutes(2);

    private static final Duration RECORD = Duration.ofMinutes(1);
    /** How long a host may be away before another broker is tried. */
    private static final Duration HOST_WAIT = Duration.ofSeconds(30);

    private static final long GOODBYE_SECONDS = 10;
    /** Messages that wait for room; beyond it nothing new is made of samples. */
    private static final int MOST_WAITING = 2_000;

    private final SparkplugParts parts;
    private final SparkplugSettings settings;
    private final IntakeQueue intake;
    private final SparkplugHealth health;
    private final HostCommands commands;
    private final Clock clock;
    private final NodeRecord record;
    private final FullJitter jitter;
    private final Aliases aliases = new Aliases();
    private final NodeFacts facts = new NodeFacts();
    private final ScheduledThreadPoolExecutor thread;
    private final ExecutorService linkThread;
    private final Deque<MqttMessage> waiting = new ArrayDeque<>();

    private int host;
    private boolean connecting;
    private Instant nextAttempt = Instant.MIN;
    private Instant recorded = Instant.MIN;
    private Optional<Session> session = Optional.empty();
    private Optional<History> history = Optional.empty();
    private volatile HistoryStore historyStore;
    private volatile long sent;
    private volatile long bytes;
    /** Of the connections before this one. */
    private long bytesBefore;

    /** What there is while connected. */
    private static final class Session {
        private final MqttConnection connection;
        private final Heard heard;
        private final NodeTopics topics;
        private final int bdSeq;
        private final EdgeNode node;
        private final Instant since;
        private final HostState host = new HostState();
        private Instant born = Instant.MIN;
        private boolean rebirth;

        Session(MqttConnection connection, Heard heard, NodeTopics topics, int bdSeq, EdgeNode node, Instant since) {
            this.connection = connection;
            this.heard = heard;
            this.topics = topics;
            this.bdSeq = bdSeq;
            this.node = node;
            this.since = since;
        }
    }

    SparkplugWorker(SparkplugParts parts, SparkplugSettings settings, IntakeQueue intake, SparkplugHealth health) {
        this.parts = parts;
        this.settings = settings;
        this.intake = intake;
        this.health = health;
        this.clock = parts.clock();
        this.record = new NodeRecord(parts.data());
        this.jitter = new FullJitter(
                parts.first(), LONGEST_WAIT, () -> ThreadLocalRandom.current().nextDouble());
        this.commands = new HostCommands(settings.write(), settings.priority(), clock, this::refused);
        this.thread = new ScheduledThreadPoolExecutor(1, task -> daemon(task, ""));
        this.linkThread = Executors.newSingleThreadExecutor(task -> daemon(task, "-link"));
    }

    private static Thread daemon(Runnable task, String suffix) {
        Thread made = new Thread(task, "bms-sparkplug" + suffix);
        made.setDaemon(true);
        return made;
    }

    void start() {
        settings.hosts().stream()
                .filter(broker -> !broker.tls().orElse(false) && !broker.isLoopback())
                .findFirst()
                .ifPresent(broker -> health.warn(
                        "sparkplug_not_encrypted",
                        "the connection to " + broker.host()
                                + " is not encrypted, so passwords and values can be read on the way; write mqtts://"
                                + " before it in hosts"));
        if (settings.hosts().isEmpty()) {
            health.warn("sparkplug_no_host", "there is no broker; set hosts in io.bms.sparkplug.cfg");
        } else {
            thread.scheduleWithFixedDelay(
                    () -> guarded(this::tick), 0, parts.tick().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    HostCommands commands() {
        return commands;
    }

    void history(HistoryStore present) {
        historyStore = present;
    }

    void historyGone(HistoryStore absent) {
        if (historyStore == absent) {
            historyStore = null;
        }
    }

    /** Messages that were handed to a connection since the start. */
    long sent() {
        return sent;
    }

    /** Bytes of all connections since the start. */
    long bytes() {
        return bytes;
    }

    void status(GatewayStatus status) {
        post(() -> facts.status(status));
    }

    /** The identity is another. */
    void moved() {
        post(() -> session.ifPresent(current -> {
            goodbye(current);
            nextAttempt = Instant.MIN;
        }));
    }

    void end() {
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        try {
            thread.execute(() -> {
                session.ifPresent(this::goodbye);
                linkThread.shutdown();
            });
            thread.shutdown();
            if (!thread.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException ended) {
            LOG.debug("Sparkplug has ended");
        }
    }

    /** The outermost frame. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("Sparkplug has a defect", e);
        }
    }

    private void refused(String why) {
        LOG.warn("Sparkplug: not carried out: {}", why);
        post(() -> facts.refused(why));
    }

    private void tick() {
        connect();
        session.ifPresent(current -> {
            tell(current);
            bytes = bytesBefore + current.connection.bytes();
        });
    }

    private void tell(Session current) {
        Instant now = clock.instant();
        if (isHostAway(current)) {
            seekHost(current, now);
            return;
        }
        if (!current.node.isAlive() || current.rebirth && !now.isBefore(current.born.plus(parts.rebirth()))) {
            birth(current, now);
        }
        if (!current.rebirth && waiting.size() < MOST_WAITING) {
            current.node.devices(parts.sites().current(), this::isOnline);
            current.node.facts();
            current.node.data(intake.take());
            tellHistory(current, now);
            prove(now);
        }
        drain(current);
    }

    private void birth(Session current, Instant now) {
        boolean first = !current.node.isAlive();
        intake.open(true);
        current.node.birth(parts.sites().current(), this::isOnline);
        current.born = now;
        current.rebirth = false;
        if (first) {
            Instant earliest = now.minus(settings.history());
            history = record.toldUntil()
                    .map(until -> until.isBefore(earliest) ? earliest : until)
                    .filter(from -> from.isBefore(now))
                    .map(from -> new History(from, now, current.node.points()));
        }
    }

    private boolean isOnline(int device) {
        return parts.monitoring()
                .device(device)
                .map(Monitoring.DeviceState::online)
                .orElse(false);
    }

    private void tellHistory(Session current, Instant now) {
        HistoryStore store = historyStore;
        if (store == null || history.isEmpty() || now.isBefore(current.born.plus(parts.settled()))) {
            return;
        }
        if (history.get().isDone()) {
            history = Optional.empty();
            return;
        }
        try {
            current.node.history(history.get().next(store));
        } catch (UncheckedIOException e) {
            LOG.warn("Sparkplug: the history cannot be read: {}", e.getMessage());
        }
    }

    /** Remembers up to when everything was told, as far as that is known. */
    private void prove(Instant now) {
        if (!now.isBefore(recorded.plus(RECORD))) {
            recorded = now;
            record.toldUntil(toldUntil(now));
        }
    }

    private Instant toldUntil(Instant now) {
        Instant proven = now.minus(UNPROVEN);
        return history.map(History::from).filter(from -> from.isBefore(proven)).orElse(proven);
    }

    private void drain(Session current) {
        try {
            while (!waiting.isEmpty()) {
                String topic = waiting.element().topic();
                boolean taken = current.connection.publish(waiting.element(), said -> {
                    said.ifPresent(why -> health.refused(topic, why));
                });
                if (!taken) {
                    return;
                }
                sent++;
                waiting.remove();
            }
        } catch (IOException e) {
            lost(current.heard, e.getMessage());
        }
    }

    private boolean isHostAway(Session current) {
        return settings.primaryHostId().isPresent() && !current.host.isOnline();
    }

    private void seekHost(Session current, Instant now) {
        health.host(false);
        if (settings.hosts().size() > 1 && !now.isBefore(current.since.plus(HOST_WAIT))) {
            goodbye(current);
            host++;
        }
    }

    private void connect() {
        Instant now = clock.instant();
        if (session.isPresent() || connecting || now.isBefore(nextAttempt)) {
            return;
        }
        connecting = true;
        BrokerUrl broker =
                settings.hosts().get(Math.floorMod(host, settings.hosts().size()));
        Identity identity = parts.identities().current();
        NodeTopics topics = NodeTopics.of(identity, settings.groupId());
        int bdSeq = record.nextBdSeq();
        MqttTarget target = target(broker, identity, EdgeNode.death(topics, bdSeq, now));
        Heard heard = new Heard();
        linkThread.execute(() -> {
            try {
                MqttConnection connection = parts.connector().connect(target, heard);
                try {
                    subscribe(connection, topics);
                } catch (IOException e) {
                    connection.abandon();
                    throw e;
                }
                post(() -> opened(connection, heard, topics, bdSeq, broker));
            } catch (IOException e) {
                post(() -> failed(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.error("Sparkplug has a defect", e);
                post(() -> failed("connecting failed: " + e));
            }
        });
    }

    private MqttTarget target(BrokerUrl broker, Identity identity, MqttMessage will) {
        boolean tls = broker.tls().orElse(false);
        return new MqttTarget(
                broker.host(),
                broker.port().orElse(SparkplugSettings.PLAIN_PORT),
                tls
                        ? Optional.of(new MqttTarget.Tls(
                                settings.tls().caFile(),
                                settings.tls().certificateFile(),
                                settings.tls().keyFile()))
                        : Optional.empty(),
                settings.user(),
                settings.passwordFile(),
                settings.clientId()
                        .orElseGet(() -> String.join(
                                "_", identity.organizationId(), identity.siteId(), identity.deviceId(), "sparkplug")),
                will);
    }

    /** Before the birth (tck-id-message-flow-edge-node-ncmd-subscribe). */
    private void subscribe(MqttConnection connection, NodeTopics topics) throws IOException {
        connection.subscribe(topics.node("NCMD"));
        connection.subscribe(topics.device("DCMD", "+"));
        if (settings.primaryHostId().isPresent()) {
            connection.subscribe(NodeTopics.state(settings.primaryHostId().get()));
        }
    }

    private void opened(MqttConnection connection, Heard heard, NodeTopics topics, int bdSeq, BrokerUrl broker) {
        connecting = false;
        if (heard.why != null) {
            connection.abandon();
            failed(heard.why);
            return;
        }
        waiting.clear();
        EdgeNode node = new EdgeNode(
                topics,
                bdSeq,
                aliases,
                settings.write(),
                facts,
                point -> parts.monitoring().latest(point),
                waiting::add,
                clock);
        Session opened = new Session(connection, heard, topics, bdSeq, node, clock.instant());
        session = Optional.of(opened);
        health.connected(broker.host() + ":" + broker.port().orElse(SparkplugSettings.PLAIN_PORT));
        heard.open(opened);
        tell(opened);
    }

    private void failed(String why) {
        connecting = false;
        host++;
        health.failed(why);
        nextAttempt = clock.instant().plus(jitter.next());
    }

    private void lost(Heard heard, String why) {
        session.filter(current -> current.heard == heard).ifPresent(current -> {
            forget(current);
            current.connection.abandon();
            if (!clock.instant().isBefore(current.since.plus(STEADY))) {
                jitter.reset();
            }
            failed(why);
        });
    }

    private void forget(Session current) {
        session = Optional.empty();
        bytesBefore += current.connection.bytes();
        bytes = bytesBefore;
        intake.open(false);
        waiting.clear();
        if (current.node.isAlive()) {
            record.toldUntil(toldUntil(clock.instant()));
        }
        history = Optional.empty();
    }

    /** An NDEATH, if there was a birth, and a DISCONNECT, so that the will does not come too. */
    private void goodbye(Session current) {
        drain(current);
        forget(current);
        if (current.node.isAlive()) {
            try {
                current.connection.publish(EdgeNode.death(current.topics, current.bdSeq, clock.instant()), said -> {});
            } catch (IOException e) {
                LOG.debug("the broker did not take the goodbye: {}", e.getMessage());
            }
        }
        current.connection.close();
        health.left();
        nextAttempt = clock.instant().plus(jitter.next());
    }

    private void arrived(Session current, MqttMessage message) {
        if (session.filter(now -> now == current).isEmpty()) {
            return;
        }
        String topic = message.topic();
        if (settings.primaryHostId()
                .map(NodeTopics::state)
                .filter(topic::equals)
                .isPresent()) {
            state(current, message.payload());
        } else if (!message.retained()) {
            // Who keeps a command at the broker does not know when it is carried out.
            command(current, topic, message.payload());
        }
    }

    private void state(Session current, byte[] payload) {
        boolean before = current.host.isOnline();
        if (!current.host.take(payload)) {
            LOG.debug("Sparkplug: what is at the primary host's topic is no state");
        }
        health.host(current.host.isOnline());
        if (before && !current.host.isOnline()) {
            goodbye(current);
            host++;
        } else if (!before && current.host.isOnline()) {
            tell(current);
        }
    }

    private void command(Session current, String topic, byte[] bytes) {
        Payload command;
        try {
            command = PayloadDecoder.decode(bytes);
        } catch (MalformedPayloadException e) {
            LOG.warn("Sparkplug: a command is no payload of Sparkplug B: {}", e.getMessage());
            return;
        }
        if (topic.equals(current.topics.node("NCMD"))) {
            if (command.metrics().stream()
                    .anyMatch(metric ->
                            metric.name().filter(EdgeNode.REBIRTH::equals).isPresent()
                                    && metric.value().equals(new PointValue.Bool(true)))) {
                current.rebirth = true;
                tell(current);
            }
        } else if (current.node.isAlive()) {
            commands.device(NodeTopics.deviceOf(topic), command, current.node);
        }
    }

    /** What happens on one connection. Thread: its own. */
    private final class Heard implements MqttConnector.Listener {
        private final Deque<MqttMessage> early = new ArrayDeque<>();
        private volatile String why;
        private Session opened;

        /** From now on messages are taken at once. */
        synchronized void open(Session now) {
            opened = now;
            early.forEach(message -> post(() -> SparkplugWorker.this.arrived(now, message)));
            early.clear();
        }

        @Override
        public synchronized void arrived(MqttMessage message) {
            Session now = opened;
            if (now == null) {
                early.add(message);
            } else {
                post(() -> SparkplugWorker.this.arrived(now, message));
            }
        }

        @Override
        public void lost(String reason) {
            why = reason;
            post(() -> SparkplugWorker.this.lost(this, reason));
        }
    }
}
