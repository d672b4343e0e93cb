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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * All that waits to go out, the most urgent first: responses, status, what is to be cleared, points'
 * latest values; and side by side with these, unacknowledged, progress and bulk batches. Responses
 * outlive a broken connection, the newest {@value #MAX_RESPONSES} of them; progress does not. Session
 * thread only, but for {@link Telemetry}.
 */
final class Outbox {
    static final int MAX_RESPONSES = 1024;
    private static final int MAX_PROGRESS = 64;

    private final Telemetry telemetry;
    private final Counters counters;
    private final Clock clock;
    private final StatusSlot status = new StatusSlot();
    private final Deque<Outgoing> responses = new ArrayDeque<>();
    private final Deque<Pending> clears = new ArrayDeque<>();
    private final Deque<Outgoing> progress = new ArrayDeque<>();
    private Optional<Heartbeat> heartbeat = Optional.empty();
    private Optional<Topics> connected = Optional.empty();

    Outbox(Telemetry telemetry, Counters counters, Clock clock) {
        this.telemetry = telemetry;
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

    void connected(Topics topics) {
        connected = Optional.of(topics);
        status.again();
        telemetry.connected();
    }

    void disconnected() {
        connected = Optional.empty();
        heartbeat = Optional.empty();
        clears.clear();
        progress.clear();
        status.disconnected();
        telemetry.disconnected();
    }

    /** Takes a command's response, its progress, or the clearing of its topic. */
    void add(Outgoing message) {
        if (message.retained()) {
            clear(message.topic(), Pending.NOTHING);
        } else if (message.qos() == 0) {
            keep(progress, message, MAX_PROGRESS);
        } else {
            if (connected.isEmpty()) {
                counters.buffered();
            }
            keep(responses, message, MAX_RESPONSES);
        }
    }

    private void keep(Deque<Outgoing> queue, Outgoing message, int max) {
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

    /** The next message that the broker acknowledges. */
    Optional<Pending> nextAcknowledged() {
        if (connected.isEmpty()) {
            return Optional.empty();
        }
        Topics topics = connected.get();
        return nextResponse()
                .or(() -> status.next(topics))
                .or(() -> nextHeartbeat(topics))
                .or(() -> Optional.ofNullable(clears.poll()))
                .or(() -> telemetry.nextLatest().map(latest -> pending(topics, latest)));
    }

    /** The next message that nobody acknowledges. */
    Optional<Pending> nextTransitory() {
        if (connected.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(progress.poll())
                .or(() -> telemetry.nextBatch().map(batch -> Outgoing.transitory(connected.get().bulk(),
                        SampleEncoder.bulk(UUID.randomUUID().toString(), clock.instant(), batch))))
                .map(message -> new Pending(message, Pending.NOTHING, counters::dropped));
    }

    private Optional<Pending> nextResponse() {
        return Optional.ofNullable(responses.poll())
                .map(response -> new Pending(response, Pending.NOTHING, () -> responses.addFirst(response)));
    }

    private Optional<Pending> nextHeartbeat(Topics topics) {
        Optional<Pending> next = heartbeat.map(beat -> new Pending(
                Outgoing.retained(topics.heartbeat(), StatusEncoder.heartbeat(topics.identity(), beat)),
                Pending.NOTHING, Pending.NOTHING));
        heartbeat = Optional.empty();
        return next;
    }

    private Pending pending(Topics topics, Telemetry.Latest latest) {
        return new Pending(
                Outgoing.retained(topics.point(latest.sample().pointId()),
                        SampleEncoder.latest(latest.sample(), latest.units())),
                Pending.NOTHING,
                () -> telemetry.notSent(latest.sample()));
    }
}
