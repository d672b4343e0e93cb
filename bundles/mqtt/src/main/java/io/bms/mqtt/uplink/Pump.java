// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.Outgoing;
import io.bms.mqtt.uplink.UplinkStore.Batch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Sends the batches of one connection: what is new at once, what has waited one after another at the rate that is
 * allowed. A batch goes out of the store once the broker has it, and not before; when a connection is lost, what was on
 * its way comes again. Thread: bms-uplink-NAME.
 */
final class Pump {
    private static final int MOST_LIVE = 8;
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(10);
    private static final double SECONDS_OF_A_MINUTE = 60;

    /** What a pump tells of. */
    interface Listener {
        void taken(Batch batch);

        /** A batch; it comes again. */
        void refused(Delivery.Refused why);

        /** Something told of the site; it does not come again by itself. */
        void refusedSite(Delivery.Refused why);
    }

    private final Link link;
    private final String topic;
    private final UplinkStore store;
    private final int bytesPerMinute;
    private final Profile profile;
    private final Clock clock;
    private final Executor thread;
    private final Listener listener;
    private final Deque<Outgoing> site = new ArrayDeque<>();
    private final Deque<Outgoing> snapshots = new ArrayDeque<>();
    private final Deque<Batch> live = new ArrayDeque<>();
    private final Set<Long> underWay = new HashSet<>();
    private long second;
    private int thisSecond;
    private long waited;
    private Instant nextWaited = Instant.MIN;
    /** When the store is gone through from its beginning once more. */
    private Instant again = Instant.MAX;

    private Optional<Long> waitedUnderWay = Optional.empty();

    Pump(
            Link link,
            String topic,
            UplinkStore store,
            int bytesPerMinute,
            Profile profile,
            Clock clock,
            Executor thread,
            Listener listener) {
        this.link = link;
        this.topic = topic;
        this.store = store;
        this.bytesPerMinute = bytesPerMinute;
        this.profile = profile;
        this.clock = clock;
        this.thread = thread;
        this.listener = listener;
    }

    /** Something that goes before all batches, and may be lost. */
    void snapshot(byte[] body) {
        snapshots.add(Outgoing.deflated(topic, body));
    }

    /** What is told of the site goes before all else; what has not gone yet gives way to it. */
    void site(List<Outgoing> parts) {
        site.clear();
        site.addAll(parts);
    }

    /** One that was just made, and need not wait for its elders; too many wait like these. */
    void fresh(Batch batch) {
        if (live.size() < MOST_LIVE) {
            live.add(batch);
            underWay.add(batch.sequence());
        }
    }

    /** Sends what may go now. */
    void run(Budget.Saving saving) throws LinkException {
        if (!saving.sendsSamples()) {
            return;
        }
        while (!site.isEmpty() && gone(site.peek(), listener::refusedSite)) {
            site.poll();
        }
        while (site.isEmpty() && !snapshots.isEmpty() && gone(snapshots.peek(), listener::refused)) {
            snapshots.poll();
        }
        while (!live.isEmpty() && send(live.peek())) {
            live.poll();
        }
        if (saving.sendsBackfill()
                && live.isEmpty()
                && waitedUnderWay.isEmpty()
                && !clock.instant().isBefore(nextWaited)) {
            Optional<Batch> next = nextWaited();
            if (next.isPresent()) {
                sendWaited(next.get());
            } else if (!clock.instant().isBefore(again)) {
                waited = 0;
                again = Instant.MAX;
            }
        }
    }

    /** @return false if there is no room now */
    private boolean gone(Outgoing message, Consumer<Delivery.Refused> refused) throws LinkException {
        if (isTooLarge(message)) {
            refused.accept(tooLarge(message));
            return true;
        }
        return mayGo() && published(message, said -> thread.execute(() -> said.tell(() -> {}, refused)));
    }

    private static Delivery.Refused tooLarge(Outgoing message) {
        return new Delivery.Refused(0x95, "it has " + message.packetSize() + " bytes, more than the broker takes");
    }

    private void sendWaited(Batch batch) throws LinkException {
        long before = waited;
        waited = batch.sequence();
        waitedUnderWay = Optional.of(waited);
        underWay.add(waited);
        nextWaited =
                clock.instant().plusMillis((long) (batch.body().length * SECONDS_OF_A_MINUTE * 1_000 / bytesPerMinute));
        if (!send(batch)) {
            done(batch);
            waited = before;
            nextWaited = clock.instant();
        }
    }

    private Optional<Batch> nextWaited() {
        Optional<Batch> next = store.after(waited);
        while (next.isPresent() && underWay.contains(next.get().sequence())) {
            next = store.after(next.get().sequence());
        }
        return next;
    }

    /** @return false if there is no room now */
    private boolean send(Batch batch) throws LinkException {
        Outgoing message = Outgoing.deflated(topic, batch.body());
        if (isTooLarge(message)) {
            refused(batch, tooLarge(message));
            return true;
        }
        return mayGo()
                && published(
                        message,
                        said -> thread.execute(() -> said.tell(() -> taken(batch), why -> refused(batch, why))));
    }

    private boolean isTooLarge(Outgoing message) {
        return message.packetSize() > Math.min(link.grants().maximumPacketSize(), profile.largestPacket());
    }

    /** Whether there is one left of those that may go in this second. */
    private boolean mayGo() {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            thisSecond = 0;
        }
        return thisSecond < profile.publicationsPerSecond();
    }

    private boolean published(Outgoing message, Consumer<Delivery> done) throws LinkException {
        boolean gone = link.publish(message, done);
        if (gone) {
            thisSecond++;
        }
        return gone;
    }

    private void taken(Batch batch) {
        store.taken(batch.sequence());
        done(batch);
        listener.taken(batch);
    }

    /** It stays where it is and holds up nothing: when all others have gone, those that were refused come again. */
    private void refused(Batch batch, Delivery.Refused why) {
        done(batch);
        again = clock.instant().plus(AFTER_REFUSAL);
        listener.refused(why);
    }

    private void done(Batch batch) {
        underWay.remove(batch.sequence());
        if (waitedUnderWay.equals(Optional.of(batch.sequence()))) {
            waitedUnderWay = Optional.empty();
        }
    }
}
