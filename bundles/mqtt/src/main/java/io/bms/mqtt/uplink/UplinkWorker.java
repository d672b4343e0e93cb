// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.point.Sample;
import io.bms.api.site.PointMeanings;
import io.bms.api.site.Site;
import io.bms.api.status.GatewayStatus;
import io.bms.mqtt.CommandInbox;
import io.bms.mqtt.Counters;
import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.Outgoing;
import io.bms.mqtt.link.Traffic;
import io.bms.mqtt.uplink.UplinkStore.Backlog;
import io.bms.mqtt.uplink.UplinkStore.Batch;
import io.bms.text.BrokerUrl;
import io.bms.time.FullJitter;
import io.bms.wire.SampleEncoder;
import io.bms.wire.StatusEncoder;
import io.bms.wire.Topics;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * Does the work of one uplink, a look each second: what has come goes to the disk, a batch is made when it is time, and
 * what may go is sent. Thread: bms-uplink-NAME, but bms-uplink-NAME-link connects, which may take long; both are this
 * class's own.
 */
final class UplinkWorker {
    private static final Logger LOG = LoggerFactory.getLogger(UplinkWorker.class);
    /** Some 70 KB before they are deflated: brokers there are take 128 KB. */
    private static final int MOST_SAMPLES = 500;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final Duration TRIM = Duration.ofMinutes(1);
    private static final long GOODBYE_SECONDS = 10;
    /** How long a loop is left alone; somebody may have taken it apart by then. */
    private static final Duration AFTER_LOOP = Duration.ofMinutes(10);
    /** Within it a loop shows itself: heartbeats go each half minute, and are retained. */
    private static final Duration PROBATION = Duration.ofMinutes(2);

    private final UplinkParts parts;
    private final UplinkSettings settings;
    private final Intake intake;
    private final UplinkHealth health;
    private final Clock clock;
    private final UplinkStore store;
    private final FullJitter jitter;
    private final ScheduledThreadPoolExecutor thread;
    private final ExecutorService linkThread;

    private int waiting;
    private Instant waitingSince;
    private Instant trimmed = Instant.MIN;
    private int host;
    private boolean connecting;
    private Instant nextAttempt = Instant.MIN;
    private Optional<Connection> connection = Optional.empty();
    private final UplinkStatus status;
    private final UplinkSite site;
    private final Traffic traffic = new Traffic();
    private final Budget budget;
    private final UplinkLinks links;
    private final UplinkCommands commands;
    private Budget.Saving saving = Budget.Saving.NOTHING;
    private long sent;
    private long dropped;
    private volatile Figures figures = new Figures(0, 0, 0, new Backlog(0, 0, Optional.empty()));

    /** What there is while connected. */
    private record Connection(Link link, Heard heard, Pump pump, Instant since) {
        UplinkTopics topics() {
            return heard.topics;
        }
    }

    /**
     * @param dropped batches
     * @param bytes of all connections, both ways
     */
    record Figures(long sent, long dropped, long bytes, Backlog backlog) {}

    UplinkWorker(UplinkParts parts, UplinkSettings settings, Intake intake, UplinkHealth health, Counters counters) {
        this.parts = parts;
        this.settings = settings;
        this.intake = intake;
        this.health = health;
        this.clock = parts.clock();
        this.store = new UplinkStore(parts.data().resolve("uplink-" + parts.name() + ".db"));
        this.jitter = new FullJitter(
                parts.first(), LONGEST_WAIT, () -> ThreadLocalRandom.current().nextDouble());
        this.status = new UplinkStatus(settings.confirm(), clock);
        this.site = new UplinkSite(settings.rights());
        this.thread = new ScheduledThreadPoolExecutor(1, task -> daemon(task, ""));
        this.linkThread = Executors.newSingleThreadExecutor(task -> daemon(task, "-link"));
        this.budget = new Budget(settings.bytesPerDay(), traffic, clock, store.allowance());
        this.links = new UplinkLinks(parts, settings, traffic);
        this.commands = new UplinkCommands(parts.name(), settings.rights(), clock, counters, new Later());
        this.waiting = store.waiting();
        this.waitingSince = clock.instant();
        warn();
    }

    private void warn() {
        if (settings.hosts().isEmpty()) {
            health.warn("uplink_no_host", "there is no broker; set hosts in io.bms.uplink-" + parts.name() + ".cfg");
        }
        settings.hosts().stream()
                .filter(broker -> !broker.tls().orElse(false) && !broker.isLoopback())
                .findFirst()
                .ifPresent(broker -> health.warn(
                        "uplink_not_encrypted",
                        "the connection to " + broker.host()
                                + " is not encrypted, so passwords and values can be read on the way; write mqtts://"
                                + " before it in hosts"));
    }

    private Thread daemon(Runnable task, String suffix) {
        Thread made = new Thread(task, "bms-uplink-" + parts.name() + suffix);
        made.setDaemon(true);
        return made;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::tick, 0, parts.tick().toMillis(), TimeUnit.MILLISECONDS);
    }

    Figures figures() {
        return figures;
    }

    /** Where the dispatcher and the audit are told of. */
    CommandInbox inbox() {
        return commands.inbox();
    }

    /** Takes the newest status. */
    void status(GatewayStatus newest) {
        post(() -> status.put(newest));
    }

    /** Takes the site as it is now, and tells it where it is another than before. */
    void site(Site now) {
        post(() -> tellIf(site.put(now)));
    }

    /** Takes who knows what points mean. */
    void meanings(PointMeanings known) {
        post(() -> tellIf(site.put(known)));
    }

    private void tellIf(boolean another) {
        if (another) {
            connection.ifPresent(current -> tell(current.topics(), current.pump()));
        }
    }

    private void tell(UplinkTopics topics, Pump pump) {
        health.tellsSite();
        site.tell(topics, pump);
    }

    /** The identity is another. */
    void moved() {
        post(() -> connection.ifPresent(current -> {
            goodbye(current);
            nextAttempt = Instant.MIN;
        }));
    }

    /** What came is on the disk when this returns, unless that refuses. */
    void end() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        try {
            thread.execute(() -> {
                keep();
                budget.kept().ifPresent(store::keep);
                connection.ifPresent(this::goodbye);
                linkThread.shutdown();
            });
            thread.shutdown();
            if (!thread.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            store.close();
        }
    }

    private void post(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException ended) {
            LOG.debug("uplink {} has ended", parts.name());
        }
    }

    /** The outermost frame. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (UncheckedIOException e) {
            health.diskRefuses(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("uplink {} has a defect", parts.name(), e);
        }
    }

    private void tick() {
        guarded(() -> {
            save();
            keep();
            form();
            trim();
            health.diskTakes();
        });
        guarded(this::connect);
        guarded(this::pump);
        guarded(() -> figures = new Figures(sent, dropped, traffic.bytes(), store.backlog()));
    }

    private void save() {
        saving = budget.saving();
        intake.confirm(settings.confirm().multipliedBy(saving.confirms()));
        health.saves(saving);
    }

    private void keep() {
        int kept = intake.keep(store);
        if (kept > 0 && waiting == 0) {
            waitingSince = clock.instant();
        }
        waiting += kept;
    }

    private void form() {
        Instant now = clock.instant();
        Duration interval = settings.batchInterval().multipliedBy(saving.intervals());
        while (waiting >= MOST_SAMPLES || waiting > 0 && !now.isBefore(waitingSince.plus(interval))) {
            Optional<Batch> made = store.form(now, MOST_SAMPLES, this::encoded);
            waiting = Math.max(0, waiting - MOST_SAMPLES);
            made.ifPresent(
                    batch -> connection.ifPresent(current -> current.pump().fresh(batch)));
        }
    }

    private byte[] encoded(String batchId, long sequence, long waitingFrom, List<byte[]> samples) {
        return Deflation.of(
                SampleEncoder.uplink(batchId, clock.instant(), parts.bootId(), sequence, waitingFrom, samples));
    }

    private void trim() {
        Instant now = clock.instant();
        if (now.isBefore(trimmed.plus(TRIM))) {
            return;
        }
        trimmed = now;
        budget.kept().ifPresent(store::keep);
        int gone = store.trim(now, settings.maxAge(), settings.maxBytes());
        if (gone > 0) {
            dropped += gone;
            LOG.warn("uplink {}: {} batches that had waited longest were dropped", parts.name(), gone);
        }
    }

    private void pump() {
        if (connection.isEmpty()) {
            return;
        }
        Connection current = connection.get();
        try {
            commands.run(current.link(), current.topics(), largestPacket(current.link()));
            Optional<GatewayStatus> due = status.due();
            if (due.isPresent()) {
                byte[] payload = StatusEncoder.status(current.topics().own().identity(), due.get());
                if (current.link().publish(Outgoing.retained(current.topics().status(), payload), said -> {})) {
                    status.sent();
                }
            }
            current.pump().run(saving);
            if (!clock.instant().isBefore(current.since().plus(PROBATION))) {
                health.loopsNot();
            }
        } catch (LinkException e) {
            lost(current.heard(), e);
        }
    }

    private long largestPacket(Link link) {
        return Math.min(link.grants().maximumPacketSize(), settings.profile().largestPacket());
    }

    private void connect() {
        Instant now = clock.instant();
        if (connection.isPresent() || connecting || settings.hosts().isEmpty() || now.isBefore(nextAttempt)) {
            return;
        }
        connecting = true;
        BrokerUrl broker = settings.hosts().get(host % settings.hosts().size());
        UplinkTopics topics = new UplinkTopics(new Topics(parts.identities().current()), settings.prefix());
        Heard heard = new Heard(topics);
        linkThread.execute(() -> {
            try {
                Link link = links.open(broker, topics, heard);
                post(() -> opened(link, heard, broker));
            } catch (LinkException e) {
                post(() -> failed(e));
            } catch (RuntimeException e) {
                LOG.error("uplink {} has a defect", parts.name(), e);
                post(() -> failed(LinkException.lost("connecting failed: " + e, e)));
            }
        });
    }

    private void opened(Link link, Heard heard, BrokerUrl broker) {
        connecting = false;
        if (heard.loop) {
            link.close(true);
            stopped();
            return;
        }
        if (heard.why != null) {
            link.abandon();
            failed(heard.why);
            return;
        }
        Pump pump = new Pump(
                link,
                heard.topics.bulk(),
                store,
                settings.backfillBytesPerMinute(),
                settings.profile(),
                clock,
                this::post,
                new Pump.Listener() {
                    @Override
                    public void taken(Batch batch) {
                        sent++;
                        health.taken();
                        pump();
                    }

                    @Override
                    public void refused(Delivery.Refused why) {
                        health.refused(why.reason());
                    }

                    @Override
                    public void refusedSite(Delivery.Refused why) {
                        health.refusedSite(why.reason());
                    }
                });
        connection = Optional.of(new Connection(link, heard, pump, clock.instant()));
        tell(heard.topics, pump);
        if (store.backlog().batches() > 1) {
            snapshots(pump);
        }
        health.grants(link.grants());
        health.connected(broker.host() + ":" + broker.port().orElse(UplinkSettings.PLAIN_PORT));
        status.again();
        pump();
    }

    /** The newest values, so that nobody has to wait for the backlog to see them. */
    private void snapshots(Pump pump) {
        List<Sample> latest = intake.latest();
        for (int from = 0; from < latest.size(); from += MOST_SAMPLES) {
            pump.snapshot(Deflation.of(SampleEncoder.snapshot(
                    clock.instant(),
                    parts.bootId(),
                    latest.subList(from, Math.min(latest.size(), from + MOST_SAMPLES)))));
        }
    }

    /** Without a goodbye, which might take the place of the gateway's own status. */
    private void looped(Heard heard) {
        connection.filter(current -> current.heard() == heard).ifPresent(current -> {
            connection = Optional.empty();
            commands.disconnected();
            current.link().close(true);
            stopped();
        });
    }

    private void stopped() {
        health.loops();
        nextAttempt = clock.instant().plus(AFTER_LOOP);
    }

    private void failed(LinkException why) {
        connecting = false;
        host++;
        health.failed(why);
        nextAttempt = clock.instant().plus(jitter.next());
    }

    private void lost(Heard heard, LinkException why) {
        connection.filter(current -> current.heard() == heard).ifPresent(current -> {
            connection = Optional.empty();
            commands.disconnected();
            current.link().abandon();
            if (!clock.instant().isBefore(current.since().plus(STEADY))) {
                jitter.reset();
            }
            failed(why);
        });
    }

    private void goodbye(Connection current) {
        connection = Optional.empty();
        commands.disconnected();
        UplinkTopics topics = current.topics();
        try {
            Optional<GatewayStatus> farewell = status.farewell();
            byte[] payload = farewell.isPresent()
                    ? StatusEncoder.status(topics.own().identity(), farewell.get())
                    : StatusEncoder.offline(topics.own().identity(), parts.bootId(), StatusEncoder.STOPPED);
            current.link().publish(Outgoing.retained(topics.status(), payload), said -> {});
        } catch (LinkException e) {
            LOG.debug("the broker did not take the goodbye: {}", e.getMessage());
        }
        current.link().close(true);
    }

    private final class Later implements UplinkCommands.Later {
        @Override
        public void soon(Runnable task) {
            post(() -> {
                task.run();
                pump();
            });
        }

        @Override
        public void in(Duration wait, Runnable task) {
            try {
                thread.schedule(() -> guarded(task), wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException ended) {
                LOG.debug("uplink {} has ended", parts.name());
            }
        }
    }

    /** What happens on one link. Thread: Paho's. */
    private final class Heard implements Link.Listener {
        private final UplinkTopics topics;
        private volatile LinkException why;
        private volatile boolean loop;

        Heard(UplinkTopics topics) {
            this.topics = topics;
        }

        @Override
        public void arrived(Incoming message) {
            if (message.topic().equals(topics.heartbeat())) {
                if (new String(message.payload(), StandardCharsets.UTF_8).contains('"' + parts.bootId() + '"')) {
                    loop = true;
                    post(() -> looped(this));
                }
                message.acknowledge().run();
            } else {
                commands.arrived(topics, message);
            }
        }

        @Override
        public void lost(LinkException reason) {
            why = reason;
            post(() -> UplinkWorker.this.lost(this, reason));
        }
    }
}
