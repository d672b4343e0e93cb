// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.outbox.BatchOutbox;
import io.bms.api.outbox.BatchOutbox.Kept;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.SampleEncoder;
import io.bms.wire.Topics;
import java.io.UncheckedIOException;
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
 * Batches that could not go out live: they wait on the disk until the broker has them, and go out one at a
 * time, no faster than {@link #PACE}, when nothing live is to be sent.
 * Thread: bms-mqtt-session; {@link #keep}: any.
 */
final class Backfill {
    static final Duration PACE = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);
    private static final int AT_ONCE = 16;
    private static final int MAX_WAITING = 2_048;

    private final SessionThread session;
    private final DiskThread disk;
    private final Counters counters;
    private final Clock clock;
    private final Deque<Batch> waiting = new ArrayDeque<>();
    private final Deque<Kept> fetched = new ArrayDeque<>();
    /**
     * The parts still to be sent of the first batch that was fetched; more than one where the batch is larger than the
     * broker takes.
     */
    private final Deque<byte[]> parts = new ArrayDeque<>();

    private final Pace pace;
    private final Backoff patience;
    private Runnable pump = () -> {};
    /** The id of the batch that was tried last. */
    private long tried;
    /** Batches that were refused are due again later. */
    private boolean goingBack;
    /** The next fetch begins with the oldest. */
    private boolean back;

    private boolean connected;
    /** A fetch, a message on its way, or the pause after it: one of them at a time. */
    private boolean busy;
    /** What comes of an earlier connection is of no interest. */
    private int connection;

    Backfill(SessionThread session, DiskThread disk, Counters counters, Clock clock, Pace pace) {
        this.session = session;
        this.disk = disk;
        this.counters = counters;
        this.clock = clock;
        this.pace = pace;
        this.patience = pace.backoff();
    }

    /** @param sender is called when {@link #next} may have something */
    void connected(Runnable sender) {
        connected = true;
        connection++;
        busy = false;
        pump = sender;
        tried = 0;
        goingBack = false;
        back = false;
        patience.reset();
        fetch();
    }

    void disconnected() {
        connected = false;
        connection++;
        fetched.clear();
        parts.clear();
    }

    /**
     * Keeps a batch. Those that the disk does not take yet wait; beyond {@link #MAX_WAITING} the oldest are dropped.
     */
    void keep(Batch batch) {
        synchronized (waiting) {
            waiting.add(batch);
            if (waiting.size() > MAX_WAITING) {
                waiting.remove();
                counters.dropped();
            }
        }
        disk.execute(this::store);
    }

    /** There is an outbox: what waited for it goes there, and what it has goes out. */
    void outboxCame() {
        disk.execute(this::store);
        fetch();
    }

    /** All that waits in one go: the disk syncs once. */
    private void store(BatchOutbox outbox) {
        List<Batch> batches = takeWaiting();
        if (batches.isEmpty()) {
            return;
        }
        try {
            Instant now = clock.instant();
            outbox.keep(
                    now,
                    batches.stream()
                            .map(batch -> SampleEncoder.backfill(batch.id(), now, batch.samples()))
                            .toList());
            batches.forEach(batch -> counters.buffered());
            session.execute(this::fetch);
        } catch (UncheckedIOException | IllegalStateException e) {
            LOG.warn("{} batches could not be kept for the broker yet: {}", batches.size(), e.getMessage());
            putBack(batches);
        }
    }

    private List<Batch> takeWaiting() {
        synchronized (waiting) {
            List<Batch> batches = List.copyOf(waiting);
            waiting.clear();
            return batches;
        }
    }

    private void putBack(List<Batch> batches) {
        synchronized (waiting) {
            for (int i = batches.size() - 1; i >= 0; i--) {
                waiting.addFirst(batches.get(i));
            }
        }
    }

    Optional<PendingMessage> next(Topics topics, PacketLimit limit) {
        if (busy || fetched.isEmpty()) {
            return Optional.empty();
        }
        busy = true;
        Kept kept = fetched.peek();
        if (parts.isEmpty()) {
            parts.addAll(SampleEncoder.cut(kept.payload(), limit.room(Outgoing.late(topics.bulk(), new byte[0]))));
        }
        int of = connection;
        return Optional.of(new PendingMessage(
                Outgoing.late(topics.bulk(), parts.peek()),
                () -> sent(kept),
                () -> pause(PACE, of),
                why -> refused(kept, of)));
    }

    private void fetch() {
        if (back && connected && !busy && parts.isEmpty()) {
            back = false;
            tried = 0;
            fetched.clear();
        }
        if (!connected || busy || !fetched.isEmpty()) {
            return;
        }
        int of = connection;
        long from = tried;
        busy = disk.execute(outbox -> {
            List<Kept> oldest = after(outbox, from);
            session.execute(() -> fetched(oldest, of));
        });
    }

    private static List<Kept> after(BatchOutbox outbox, long id) {
        try {
            return outbox.after(id, AT_ONCE);
        } catch (UncheckedIOException | IllegalStateException e) {
            LOG.warn("what waits for the broker cannot be read: {}", e.getMessage());
            return List.of();
        }
    }

    private void fetched(List<Kept> oldest, int of) {
        if (of == connection) {
            busy = false;
            fetched.addAll(oldest);
            pump.run();
        }
    }

    private void sent(Kept kept) {
        parts.poll();
        patience.reset();
        if (parts.isEmpty()) {
            fetched.remove();
            tried = kept.id();
            disk.execute(outbox -> forget(outbox, kept));
        }
        pause(PACE, connection);
    }

    private static void forget(BatchOutbox outbox, Kept kept) {
        try {
            outbox.sent(kept.id());
        } catch (UncheckedIOException | IllegalStateException e) {
            LOG.warn("a batch that was sent could not be forgotten, and will be sent again: {}", e.getMessage());
        }
    }

    /** It stays on the disk, and those behind it go on; after a while all that stayed are tried again. */
    private void refused(Kept kept, int of) {
        if (of != connection) {
            return;
        }
        parts.clear();
        fetched.remove();
        tried = kept.id();
        pause(patience.next(), of);
        if (!goingBack) {
            goingBack = true;
            session.later(pace.kept(), () -> goBack(of));
        }
    }

    private void goBack(int of) {
        if (of == connection) {
            goingBack = false;
            back = true;
            if (!busy) {
                fetch();
            }
        }
    }

    private void pause(Duration time, int of) {
        session.later(time, () -> {
            if (of == connection) {
                busy = false;
                fetch();
                pump.run();
            }
        });
    }
}
