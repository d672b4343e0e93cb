// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.point.PointId;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.update.SoftwareStatus;
import io.bms.mqtt.link.Grants;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.SampleEncoder;
import io.bms.wire.StatusEncoder;
import io.bms.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Decides which message goes next. At QoS 1, in this order: responses, status, heartbeat, alarms, the checkpoint of the
 * audit, what runs, documents, clears, latest values. At QoS 0, in a window of its own: progress, live batches. When
 * both are empty: batches from the disk.
 *
 * <p>When the connection is lost, responses are kept (the newest {@value Responses#MOST} of either kind), batches that
 * may not have arrived go to the disk, and progress and heartbeat are dropped. What the broker refuses, or what is
 * larger than it takes, comes again later and holds up nothing.
 *
 * <p>Thread: bms-mqtt-session.
 */
final class SendQueue {
    private static final int MAX_PROGRESS = 64;
    /** The pause before a topic that could not be cleared is cleared again. */
    private static final Duration CLEAR_AGAIN = Duration.ofMinutes(1);

    private final SessionThread thread;
    private final Telemetry telemetry;
    private final Backfill backfill;
    private final Counters counters;
    private final PacketLimit limit;
    private final Refusals refusals;
    private final Responses responses;
    private final LiveBatches batches;
    private final AlarmSlot alarms;
    private final DocumentSlot documents;
    private final StatusSlot status = new StatusSlot();
    private final NewestSlot<AuditCheckpoint> checkpoint =
            new NewestSlot<>(Topics::auditCheckpoint, StatusEncoder::checkpoint);
    private final NewestSlot<SoftwareStatus> software = new NewestSlot<>(Topics::software, StatusEncoder::software);

    // Valid for one connection.
    private final Deque<PendingMessage> clears = new ArrayDeque<>();
    private final Deque<Outgoing> progress = new ArrayDeque<>();
    private Optional<Heartbeat> heartbeat = Optional.empty();
    private Optional<Topics> connected = Optional.empty();
    private Runnable pump = PendingMessage.NOTHING;
    private boolean retains = true;

    SendQueue(
            SessionThread thread,
            Telemetry telemetry,
            Backfill backfill,
            AlarmSlot alarms,
            DocumentSlot documents,
            Counters counters,
            Clock clock,
            PacketLimit limit,
            Refusals refusals,
            Pace pace,
            HeapBounds heap) {
        this.thread = thread;
        this.telemetry = telemetry;
        this.backfill = backfill;
        this.alarms = alarms;
        this.documents = documents;
        this.counters = counters;
        this.limit = limit;
        this.refusals = refusals;
        this.responses = new Responses(thread, clock, counters, refusals, pace, heap);
        this.batches = new LiveBatches(telemetry, backfill, counters, clock, limit, refusals, heap);
    }

    /** Takes a status; {@code out} completes when it is out, or at once while disconnected. */
    void status(GatewayStatus newest, CompletableFuture<Void> out) {
        status.put(newest, out);
        if (connected.isEmpty()) {
            status.disconnected();
        }
    }

    /** Takes how far the audit goes. */
    void checkpoint(AuditCheckpoint newest) {
        checkpoint.put(newest);
    }

    /** Takes what runs. */
    void software(SoftwareStatus newest) {
        software.put(newest);
    }

    /** True while the world has been told that this gateway is online. */
    boolean saysOnline() {
        return status.isOnline();
    }

    /** The batch that is being gathered goes now, since it will not be filled. */
    void lastBatch() {
        telemetry.lastBatch();
    }

    /**
     * @param grants what this broker takes
     * @param inside it, where it is the embedded one
     * @param sender is called when something that was not there before is to be sent
     */
    void connected(Topics topics, Grants grants, Optional<EmbeddedBroker> inside, Runnable sender) {
        connected = Optional.of(topics);
        pump = sender;
        retains = grants.retain();
        limit.granted(grants.maximumPacketSize());
        batches.connected(grants.maximumQos() > 0);
        status.again();
        checkpoint.again();
        software.again();
        alarms.connected(retains, inside, sender);
        documents.connected(sender);
        telemetry.connected();
        responses.connected(sender);
        backfill.connected(sender);
    }

    /** The broker has all that was sent so far. */
    void allArrived() {
        batches.allArrived();
    }

    void disconnected() {
        connected = Optional.empty();
        heartbeat = Optional.empty();
        clears.clear();
        progress.clear();
        status.disconnected();
        alarms.disconnected();
        backfill.disconnected();
        batches.disconnected();
        telemetry.disconnected();
    }

    /** Takes a command's progress, or the clearing of its topic. */
    void add(Outgoing message) {
        if (message.retained()) {
            clear(message.topic(), PendingMessage.NOTHING);
            return;
        }
        if (progress.size() == MAX_PROGRESS) {
            progress.poll();
            counters.dropped();
        }
        progress.add(message);
    }

    /** Takes a command's response. */
    void answer(Response answer) {
        if (connected.isEmpty()) {
            counters.buffered();
        }
        responses.add(answer);
    }

    /** Clears a retained topic; forgotten when disconnected, since each connect looks for what is stale. */
    void clear(String topic, Runnable sent) {
        if (!retains) {
            // There is nothing, and an empty message would be one to whoever listens.
            sent.run();
        } else if (connected.isPresent()) {
            Topics of = connected.get();
            clears.add(new PendingMessage(Outgoing.clear(topic), sent, PendingMessage.NOTHING, why -> {
                refusals.refused(topic, why);
                thread.later(CLEAR_AGAIN, () -> {
                    if (connected.filter(of::equals).isPresent()) {
                        clear(topic, sent);
                        pump.run();
                    }
                });
            }));
        }
    }

    /** Takes the place of one that has not gone out yet. */
    void heartbeat(Heartbeat beat) {
        heartbeat = connected.map(topics -> beat);
    }

    /** The next message that the broker acknowledges; what is late comes last. */
    Optional<PendingMessage> nextAcknowledged() {
        long mark = batches.mark();
        return connected.flatMap(topics -> fitting(() -> acknowledged(topics))).map(pending -> proving(pending, mark));
    }

    private Optional<PendingMessage> acknowledged(Topics topics) {
        return responses
                .next(limit)
                .or(() -> status.next(topics, limit, why -> refusals.refused(topics.status(), why)))
                .or(() -> nextHeartbeat(topics))
                .or(() -> alarms.next(topics))
                .or(() -> checkpoint.next(topics, why -> refusals.refused(topics.auditCheckpoint(), why)))
                .or(() -> software.next(topics, why -> refusals.refused(topics.software(), why)))
                .or(documents::next)
                .or(() -> Optional.ofNullable(clears.poll()))
                .or(() -> batches.nextAsking(topics))
                .or(() -> telemetry.nextLatest().map(latest -> pending(topics, latest)));
    }

    /** The next message that nobody acknowledges. */
    Optional<PendingMessage> nextTransitory() {
        return connected.flatMap(topics -> fitting(() -> transitory(topics)));
    }

    private Optional<PendingMessage> transitory(Topics topics) {
        return Optional.ofNullable(progress.poll())
                .map(message -> new PendingMessage(
                        message, PendingMessage.NOTHING, counters::dropped, why -> counters.dropped()))
                .or(() -> batches.next(topics));
    }

    /** The next message that is late, when there is nothing else to send. */
    Optional<PendingMessage> nextLate() {
        long mark = batches.mark();
        return connected
                .flatMap(topics -> fitting(() -> backfill.next(topics, limit).map(batches::telling)))
                .map(pending -> proving(pending, mark));
    }

    /** What is too large for the broker is refused here: there it would end the connection. */
    private Optional<PendingMessage> fitting(Supplier<Optional<PendingMessage>> source) {
        Optional<PendingMessage> next = source.get();
        while (next.isPresent() && !limit.fits(next.get().message())) {
            next.get().refused().accept(limit.refusal(next.get().message()));
            next = source.get();
        }
        return next;
    }

    /** When it has arrived, so have the batches that were sent before it. */
    private PendingMessage proving(PendingMessage pending, long mark) {
        return new PendingMessage(
                pending.message(),
                () -> {
                    batches.proven(mark);
                    refusals.taken(pending.message().topic());
                    pending.sent().run();
                },
                pending.lost(),
                pending.refused());
    }

    private Optional<PendingMessage> nextHeartbeat(Topics topics) {
        Optional<PendingMessage> next = heartbeat.map(beat -> new PendingMessage(
                Outgoing.retained(topics.heartbeat(), StatusEncoder.heartbeat(topics.identity(), beat)),
                PendingMessage.NOTHING,
                PendingMessage.NOTHING,
                why -> refusals.refused(topics.heartbeat(), why)));
        heartbeat = Optional.empty();
        return next;
    }

    private PendingMessage pending(Topics topics, Telemetry.Latest latest) {
        Outgoing message = Outgoing.retained(
                topics.point(latest.sample().pointId()), SampleEncoder.latest(latest.sample(), latest.units()));
        PointId id = latest.sample().pointId();
        return new PendingMessage(message, () -> telemetry.taken(id), () -> telemetry.notSent(latest.sample()), why -> {
            refusals.refused(message.topic(), why);
            thread.later(telemetry.refused(latest.sample()), () -> {
                telemetry.release(id);
                pump.run();
            });
        });
    }
}
