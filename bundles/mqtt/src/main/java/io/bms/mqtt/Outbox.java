// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.wire.SampleEncoder;
import io.bms.wire.StatusEncoder;
import io.bms.wire.Topics;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * All that waits to go out, the most urgent first: responses, status, what is to be cleared, points'
 * latest values; and side by side with these, unacknowledged, progress and bulk batches; last, what is
 * late. Responses outlive a broken connection, the newest {@value #MAX_RESPONSES} of them; batches that may
 * not have arrived go to the backfill; progress is gone. Session thread only, but for {@link Telemetry}.
 */
final class Outbox {
    static final int MAX_RESPONSES = 1024;
    private static final int MAX_PROGRESS = 64;
    private static final int MAX_UNPROVEN = 1_000;

    private final Telemetry telemetry;
    private final Backfill backfill;
    private final Counters counters;
    private final Clock clock;
    private final Unproven unproven = new Unproven(MAX_UNPROVEN);
    private final StatusSlot status = new StatusSlot();
    private final Deque<Response> responses = new ArrayDeque<>();
    private final Deque<Pending> clears = new ArrayDeque<>();
    private final Deque<Outgoing> progress = new ArrayDeque<>();
    private Optional<Heartbeat> heartbeat = Optional.empty();
    private Optional<Topics> connected = Optional.empty();

    Outbox(Telemetry telemetry, Backfill backfill, Counters counters, Clock clock) {
        this.telemetry = telemetry;
        this.backfill = backfill;
        this.counters = counters;
        this.clock = clock;
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

    /** @param pump is called when something that was not there before is to be sent */
    void connected(Topics topics, Runnable pump) {
        connected = Optional.of(topics);
        status.again();
        telemetry.connected();
        backfill.connected(pump);
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

    private record Response(Outgoing message, Runnable arrived) {}

    /**
     * Takes a command's response, its progress, or the clearing of its topic.
     *
     * @param arrived is run once the broker has acknowledged a response
     */
    void add(Outgoing message, Runnable arrived) {
        if (message.retained()) {
            clear(message.topic(), Pending.NOTHING);
        } else if (message.qos() == 0) {
            keep(progress, message, MAX_PROGRESS);
        } else {
            if (connected.isEmpty()) {
                counters.buffered();
            }
            keep(responses, new Response(message, arrived), MAX_RESPONSES);
        }
    }

    private <T> void keep(Deque<T> queue, T message, int max) {
        if (queue.size() == max) {
            queue.poll();
            counters.dropped();
        }
        queue.add(message);
    }

    /** Clears a retained topic; forgotten when disconnected, since each connect looks for what is stale. */
    void clear(String topic, Runnable sent) {
        if (connected.isPresent()) {
            clears.add(new Pending(Outgoing.clear(topic), sent, Pending.NOTHING));
        }
    }

    /** Takes the place of one that has not gone out yet. */
    void heartbeat(Heartbeat beat) {
        heartbeat = connected.map(topics -> beat);
    }

    /** The next message that the broker acknowledges; what is late comes last. */
    Optional<Pending> nextAcknowledged() {
        if (connected.isEmpty()) {
            return Optional.empty();
        }
        Topics topics = connected.get();
        long mark = unproven.mark();
        return nextResponse()
                .or(() -> status.next(topics))
                .or(() -> nextHeartbeat(topics))
                .or(() -> Optional.ofNullable(clears.poll()))
                .or(() -> telemetry.nextLatest().map(latest -> pending(topics, latest)))
                .map(pending -> proving(pending, mark));
    }

    /** The next message that nobody acknowledges. */
    Optional<Pending> nextTransitory() {
        if (connected.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(progress.poll())
                .map(message -> new Pending(message, Pending.NOTHING, counters::dropped))
                .or(() -> telemetry.nextBatch().map(batch -> pending(connected.get(), batch)));
    }

    /** The next message that is late, when there is nothing else to send. */
    Optional<Pending> nextLate() {
        long mark = unproven.mark();
        return connected.flatMap(backfill::next).map(pending -> proving(pending, mark));
    }

    private Pending pending(Topics topics, Batch batch) {
        unproven.add(batch).ifPresent(backfill::keep);
        Outgoing message =
                Outgoing.transitory(topics.bulk(), SampleEncoder.bulk(batch.id(), clock.instant(), batch.samples()));
        return new Pending(message, Pending.NOTHING, () -> {
            if (unproven.remove(batch)) {
                telemetry.notSent(batch);
            }
        });
    }

    /** When it has arrived, so have the batches that were sent before it. */
    private Pending proving(Pending pending, long mark) {
        return new Pending(
                pending.message(),
                () -> {
                    unproven.proven(mark);
                    pending.sent().run();
                },
                pending.lost());
    }

    private Optional<Pending> nextResponse() {
        return Optional.ofNullable(responses.poll())
                .map(response ->
                        new Pending(response.message(), response.arrived(), () -> responses.addFirst(response)));
    }

    private Optional<Pending> nextHeartbeat(Topics topics) {
        Optional<Pending> next = heartbeat.map(beat -> new Pending(
                Outgoing.retained(topics.heartbeat(), StatusEncoder.heartbeat(topics.identity(), beat)),
                Pending.NOTHING,
                Pending.NOTHING));
        heartbeat = Optional.empty();
        return next;
    }

    private Pending pending(Topics topics, Telemetry.Latest latest) {
        return new Pending(
                Outgoing.retained(
                        topics.point(latest.sample().pointId()), SampleEncoder.latest(latest.sample(), latest.units())),
                Pending.NOTHING,
                () -> telemetry.notSent(latest.sample()));
    }
}
