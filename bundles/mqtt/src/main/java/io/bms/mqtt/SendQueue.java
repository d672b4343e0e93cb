// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.point.PointId;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
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
 * All that waits to go out, the most urgent first: responses, status, what is to be cleared, points'
 * latest values; and side by side with these, unacknowledged, progress and bulk batches; last, what is
 * late. Batches that may not have arrived go to the backfill; progress is gone. What the broker refuses, or what is
 * larger than it takes, comes again later and holds up nothing. Session thread only, but for {@link Telemetry}.
 */
final class SendQueue {
    private static final int MAX_PROGRESS = 64;
    private static final int MAX_UNPROVEN = 1_000;
    /** To the next attempt to clear a topic. */
    private static final Duration CLEAR_AGAIN = Duration.ofMinutes(1);

    private final SessionThread thread;
    private final Telemetry telemetry;
    private final Backfill backfill;
    private final Counters counters;
    private final Clock clock;
    private final PacketLimit limit;
    private final Refusals refusals;
    private final Responses answers;
    private final BulkGate bulk = new BulkGate();
    private final Unproven unproven = new Unproven(MAX_UNPROVEN);
    private final StatusSlot status = new StatusSlot();
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
            Counters counters,
            Clock clock,
            PacketLimit limit,
            Refusals refusals) {
        this.thread = thread;
        this.telemetry = telemetry;
        this.backfill = backfill;
        this.counters = counters;
        this.clock = clock;
        this.limit = limit;
        this.refusals = refusals;
        this.answers = new Responses(thread, clock, counters, refusals);
    }

    /** Takes a status; {@code out} completes when it is out, or at once while disconnected. */
    void status(GatewayStatus newest, CompletableFuture<Void> out) {
        status.put(newest, out);
        if (connected.isEmpty()) {
            status.disconnected();
        }
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
     * @param sender is called when something that was not there before is to be sent
     */
    void connected(Topics topics, Grants grants, Runnable sender) {
        connected = Optional.of(topics);
        pump = sender;
        retains = grants.retain();
        limit.granted(grants.maximumPacketSize());
        bulk.connected(grants.maximumQos() > 0);
        status.again();
        telemetry.connected();
        answers.connected(sender);
        backfill.connected(sender);
    }

    /** The broker has all that was sent so far. */
    void allArrived() {
        unproven.takeAll();
    }

    void disconnected() {
        connected = Optional.empty();
        heartbeat = Optional.empty();
        clears.clear();
        progress.clear();
        status.disconnected();
        backfill.disconnected();
        unproven.takeAll().forEach(backfill::keep);
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
        answers.add(answer);
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
        long mark = unproven.mark();
        return connected.flatMap(topics -> fitting(() -> acknowledged(topics))).map(pending -> proving(pending, mark));
    }

    private Optional<PendingMessage> acknowledged(Topics topics) {
        return answers.next(limit)
                .or(() -> status.next(topics, limit, why -> refusals.refused(topics.status(), why)))
                .or(() -> nextHeartbeat(topics))
                .or(() -> Optional.ofNullable(clears.poll()))
                .or(() -> bulk.isToAsk() ? nextBatch(topics).map(this::asking) : Optional.empty())
                .or(() -> telemetry.nextLatest().map(latest -> pending(topics, latest)));
    }

    /** The next message that nobody acknowledges. */
    Optional<PendingMessage> nextTransitory() {
        return connected.flatMap(topics -> fitting(() -> transitory(topics)));
    }

    private Optional<PendingMessage> transitory(Topics topics) {
        if (bulk.isRefused()) {
            keepBatches();
        }
        return Optional.ofNullable(progress.poll())
                .map(message -> new PendingMessage(
                        message, PendingMessage.NOTHING, counters::dropped, why -> counters.dropped()))
                .or(() -> bulk.isOpen() ? nextBatch(topics).map(this::pending) : Optional.empty());
    }

    /** The broker does not take them; they wait on the disk. */
    private void keepBatches() {
        for (Optional<Batch> next = telemetry.nextBatch(); next.isPresent(); next = telemetry.nextBatch()) {
            backfill.keep(next.get());
        }
    }

    /** The next message that is late, when there is nothing else to send. */
    Optional<PendingMessage> nextLate() {
        long mark = unproven.mark();
        return connected
                .flatMap(topics -> fitting(() -> backfill.next(topics, limit).map(this::telling)))
                .map(pending -> proving(pending, mark));
    }

    /** What becomes of a late batch says whether live ones are taken. */
    private PendingMessage telling(PendingMessage late) {
        return new PendingMessage(
                late.message(),
                () -> {
                    bulk.taken();
                    late.sent().run();
                },
                late.lost(),
                why -> {
                    refusals.refused(late.message().topic(), why);
                    bulk.doubted();
                    late.refused().accept(why);
                });
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

    private record Live(Batch batch, Outgoing message) {}

    /** The next batch, cut until the broker takes it. */
    private Optional<Live> nextBatch(Topics topics) {
        for (Optional<Batch> next = telemetry.nextBatch(); next.isPresent(); next = telemetry.nextBatch()) {
            Batch batch = next.get();
            Outgoing message = Outgoing.transitory(
                    topics.bulk(), SampleEncoder.bulk(batch.id(), clock.instant(), batch.samples()));
            if (limit.fits(message)) {
                return Optional.of(new Live(batch, message));
            }
            if (batch.samples().size() > 1) {
                telemetry.notSent(batch.secondHalf());
                telemetry.notSent(batch.firstHalf());
            } else {
                counters.dropped();
                refusals.refused(topics.bulk(), limit.refusal(message));
            }
        }
        return Optional.empty();
    }

    private PendingMessage pending(Live live) {
        Batch batch = live.batch();
        unproven.add(batch).ifPresent(backfill::keep);
        return new PendingMessage(
                live.message(),
                PendingMessage.NOTHING,
                () -> {
                    if (unproven.remove(batch)) {
                        telemetry.notSent(batch);
                    }
                },
                why -> {
                    unproven.remove(batch);
                    backfill.keep(batch);
                });
    }

    /** The first batch of a connection asks for an acknowledgement, since only that tells whether any is taken. */
    private PendingMessage asking(Live live) {
        bulk.asked();
        return new PendingMessage(
                live.message().at(1, false),
                bulk::taken,
                () -> {
                    bulk.notAsked();
                    telemetry.notSent(live.batch());
                },
                why -> {
                    refusals.refused(live.message().topic(), why);
                    bulk.refused();
                    backfill.keep(live.batch());
                });
    }

    /** When it has arrived, so have the batches that were sent before it. */
    private PendingMessage proving(PendingMessage pending, long mark) {
        return new PendingMessage(
                pending.message(),
                () -> {
                    unproven.proven(mark);
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
