// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.ResponseEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responses on their way out, of either kind the newest {@value #MOST}; while the heap is short, of those to requests
 * that only ask, {@value #MOST_WHILE_SHORT}. They outlive a broken connection. They are cut to what the broker takes
 * when their turn comes. One that the broker refuses is tried again with patience, for {@link #GIVE_UP}, and holds up
 * no other. Thread: bms-mqtt-session.
 */
final class Responses {
    static final int MOST = 1024;
    /** A question may be asked again. */
    static final int MOST_WHILE_SHORT = 32;

    static final Duration GIVE_UP = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

    private final SessionThread thread;
    private final Clock clock;
    private final Counters counters;
    private final Refusals refusals;
    private final Pace pace;
    private final HeapBounds heap;
    private final Deque<Response> first = new ArrayDeque<>();
    private final Deque<Response> others = new ArrayDeque<>();
    private final Deque<Part> parts = new ArrayDeque<>();
    private Runnable pump = PendingMessage.NOTHING;
    /** That wait to be tried again. */
    private int held;

    /** One message of an answer. */
    private static final class Part {
        private final Response answer;
        private final Outgoing message;
        private final Remaining remaining;
        private final Backoff patience;
        private Optional<Instant> refusedFirst = Optional.empty();

        Part(Response answer, Outgoing message, Remaining remaining, Backoff patience) {
            this.answer = answer;
            this.message = message;
            this.remaining = remaining;
            this.patience = patience;
        }
    }

    /** How many messages of an answer are not done with. */
    private static final class Remaining {
        private int parts;

        Remaining(int parts) {
            this.parts = parts;
        }

        boolean isLast() {
            return --parts == 0;
        }
    }

    Responses(SessionThread thread, Clock clock, Counters counters, Refusals refusals, Pace pace, HeapBounds heap) {
        this.heap = heap;
        this.thread = thread;
        this.clock = clock;
        this.counters = counters;
        this.refusals = refusals;
        this.pace = pace;
    }

    /** @param sender is called when one may be tried again */
    void connected(Runnable sender) {
        pump = sender;
    }

    void add(Response answer) {
        Deque<Response> queue = answer.first() ? first : others;
        int most = answer.first() ? MOST : heap.most(MOST, MOST_WHILE_SHORT);
        while (queue.size() >= most) {
            counters.dropped();
            queue.remove().received().run();
        }
        queue.add(answer);
    }

    Optional<PendingMessage> next(PacketLimit limit) {
        if (parts.isEmpty()) {
            Optional.ofNullable(first.poll())
                    .or(() -> Optional.ofNullable(others.poll()))
                    .ifPresent(answer -> cut(answer, limit));
        }
        return Optional.ofNullable(parts.poll())
                .map(part -> new PendingMessage(
                        part.message, () -> done(part), () -> parts.addFirst(part), why -> refused(part, why)));
    }

    private void cut(Response answer, PacketLimit limit) {
        int room = limit.room(answer.reply().with(""));
        List<String> payloads = ResponseEncoder.cut(answer.payloads(), room, clock.instant());
        Remaining remaining = new Remaining(payloads.size());
        payloads.forEach(
                payload -> parts.add(new Part(answer, answer.reply().with(payload), remaining, pace.backoff())));
    }

    private void done(Part part) {
        if (part.remaining.isLast()) {
            part.answer.arrived().run();
        }
    }

    private void refused(Part part, Delivery.Refused why) {
        Instant now = clock.instant();
        refusals.refused(part.message.topic(), why);
        part.answer.received().run();
        if (part.refusedFirst.isEmpty()) {
            part.refusedFirst = Optional.of(now);
        }
        if (held == MOST || part.refusedFirst.get().plus(GIVE_UP).isBefore(now)) {
            LOG.warn("a response on {} is given up: {}", part.message.topic(), why.reason());
            counters.dropped();
            done(part);
        } else {
            held++;
            thread.later(part.patience.next(), () -> {
                held--;
                parts.add(part);
                pump.run();
            });
        }
    }
}
