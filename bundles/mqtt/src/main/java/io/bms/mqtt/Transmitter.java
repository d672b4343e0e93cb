// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Grants;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Sends what the queue holds, with a window of its own for what is on its way: half of what the broker
 * allows, so that Paho's count, which is never quite ours, does not refuse. Thread: bms-mqtt-session, but for {@link
 * #wake}.
 */
final class Transmitter {
    private static final int MAX_ACKNOWLEDGED = 64;
    private static final int MAX_TRANSITORY = 8;
    private static final Duration NO_ROOM = Duration.ofMillis(10);
    /** A broker that has acknowledged nothing in this many looks counts as gone, whatever the connection says. */
    private static final int SILENT_LOOKS = 4;

    private final SessionThread thread;
    private final SendQueue queue;
    private final Suspects suspects;
    private final Pace pace;
    private final Consumer<LinkException> broken;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Set<Flight> acknowledged = new LinkedHashSet<>();
    private final Set<Flight> transitory = new LinkedHashSet<>();
    private Optional<Link> link = Optional.empty();
    private long looks;

    /** One attempt to send; an identity of its own, unlike what it carries. */
    private static final class Flight {
        private final PendingMessage pending;
        private final long look;

        Flight(PendingMessage pending, long look) {
            this.pending = pending;
            this.look = look;
        }
    }

    /** @param broken told when sending shows that the link is lost */
    Transmitter(SessionThread thread, SendQueue queue, Suspects suspects, Pace pace, Consumer<LinkException> broken) {
        this.thread = thread;
        this.queue = queue;
        this.suspects = suspects;
        this.pace = pace;
        this.broken = broken;
    }

    void attach(Link to) {
        link = Optional.of(to);
        thread.later(pace.look(), () -> look(to));
        pump();
    }

    /**
     * Counted in looks, not read from a clock, so that neither a changed clock nor a halted process counts as silence.
     */
    private void look(Link at) {
        if (link.filter(at::equals).isEmpty()) {
            return;
        }
        looks++;
        if (acknowledged.stream().anyMatch(flight -> looks - flight.look > SILENT_LOOKS)) {
            broken.accept(LinkException.lost(
                    "the broker has acknowledged nothing for "
                            + pace.look().multipliedBy(SILENT_LOOKS).toSeconds() + " s",
                    null));
        } else {
            thread.later(pace.look(), () -> look(at));
        }
    }

    /**
     * The connection broke; {@link #detach} follows.
     *
     * @param steady it had lasted
     */
    void broke(boolean steady) {
        suspects.broke(
                acknowledged.stream().map(flight -> flight.pending.message()).toList(), steady);
    }

    /** What was on its way is to be sent again over the next link, in its order, where that makes sense. */
    void detach() {
        link = Optional.empty();
        List<Flight> flights = new ArrayList<>(acknowledged);
        Collections.reverse(flights);
        flights.addAll(transitory);
        acknowledged.clear();
        transitory.clear();
        flights.forEach(flight -> flight.pending.lost().run());
    }

    /** There may be something to send; from any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            thread.execute(() -> {
                woken.set(false);
                pump();
            });
        }
    }

    void pump() {
        boolean sending = true;
        while (sending && link.isPresent()) {
            sending = sendNext(link.get());
        }
    }

    private boolean sendNext(Link to) {
        Grants grants = to.grants();
        // Paho refuses what is more, and counts what nobody acknowledges too.
        if (acknowledged.size() + transitory.size() >= grants.receiveMaximum()) {
            return false;
        }
        int most = suspects.isOneAtATime() ? 1 : window(MAX_ACKNOWLEDGED, grants.receiveMaximum() / 2);
        if (acknowledged.size() < most) {
            Optional<PendingMessage> next = queue.nextAcknowledged();
            if (next.isPresent()) {
                return send(to, next.get(), acknowledged);
            }
        }
        if (!suspects.isOneAtATime() && transitory.size() < window(MAX_TRANSITORY, grants.receiveMaximum() / 4)) {
            Optional<PendingMessage> next = queue.nextTransitory();
            if (next.isPresent()) {
                return send(to, next.get(), transitory);
            }
        }
        return acknowledged.size() < most
                && queue.nextLate().map(next -> send(to, next, acknowledged)).orElse(false);
    }

    private static int window(int most, int allowed) {
        return Math.max(1, Math.min(most, allowed));
    }

    private boolean send(Link to, PendingMessage pending, Set<Flight> window) {
        if (suspects.isGuilty(pending.message())) {
            pending.refused().accept(suspects.refusal());
            return true;
        }
        Flight flight = new Flight(pending, looks);
        try {
            if (to.publish(pending.message(), delivery -> thread.execute(() -> landed(flight, window, delivery)))) {
                window.add(flight);
                return true;
            }
            pending.lost().run();
            thread.later(NO_ROOM, this::pump);
        } catch (LinkException e) {
            pending.lost().run();
            broken.accept(e);
        }
        return false;
    }

    private void landed(Flight flight, Set<Flight> window, Delivery delivery) {
        if (window.remove(flight)) {
            delivery.tell(flight.pending.sent(), flight.pending.refused());
            suspects.taken();
            pump();
        }
    }
}
