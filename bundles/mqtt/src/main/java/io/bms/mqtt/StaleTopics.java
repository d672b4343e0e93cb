// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.outbox.BatchOutbox;
import io.bms.wire.Topics;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retained topics that this gateway has left, such as those of a removed device. They wait on the disk until the broker
 * has cleared them: it may be away, and not every broker shows what it retains to who asks with a wildcard. Thread:
 * bms-mqtt-session.
 */
final class StaleTopics {
    private static final Logger LOG = LoggerFactory.getLogger(StaleTopics.class);
    private static final int AT_ONCE = 500;

    private final SessionThread session;
    private final DiskThread disk;
    private final SessionParts parts;
    private final SendQueue queue;
    private final DocumentSlot documents;
    private Optional<Topics> connected = Optional.empty();
    private Runnable pump = PendingMessage.NOTHING;
    /** What comes of an earlier connection is of no interest. */
    private int connection;

    private boolean busy;

    StaleTopics(SessionThread session, DiskThread disk, SessionParts parts, SendQueue queue, DocumentSlot documents) {
        this.session = session;
        this.disk = disk;
        this.parts = parts;
        this.queue = queue;
        this.documents = documents;
    }

    void connected(Topics topics, Runnable sender) {
        connected = Optional.of(topics);
        pump = sender;
        connection++;
        busy = false;
        fetch();
    }

    void disconnected() {
        connected = Optional.empty();
        connection++;
    }

    /** These are to be cleared. Without a disk they are while connected, and forgotten otherwise. */
    void add(Collection<String> topics) {
        if (topics.isEmpty()) {
            return;
        }
        List<String> left = List.copyOf(topics);
        boolean kept = disk.execute(kept(left));
        if (!kept) {
            left.forEach(topic -> queue.clear(topic, PendingMessage.NOTHING));
            pump.run();
        }
    }

    private Consumer<BatchOutbox> kept(List<String> left) {
        return on -> {
            try {
                on.clearLater(left);
            } catch (UncheckedIOException | IllegalStateException e) {
                LOG.warn(
                        "{} topics that are to be cleared cannot be kept on the disk: {}", left.size(), e.getMessage());
            }
            session.execute(this::fetch);
        };
    }

    private void fetch() {
        if (connected.isEmpty() || busy) {
            return;
        }
        int of = connection;
        busy = disk.execute(on -> {
            List<String> next = next(on);
            session.execute(() -> clear(next, of));
        });
    }

    private static List<String> next(BatchOutbox on) {
        try {
            return on.toClear(AT_ONCE);
        } catch (UncheckedIOException | IllegalStateException e) {
            LOG.warn("what is to be cleared at the broker cannot be read: {}", e.getMessage());
            return List.of();
        }
    }

    private void clear(List<String> topics, int of) {
        if (of != connection) {
            return;
        }
        if (topics.isEmpty()) {
            busy = false;
            return;
        }
        AtomicInteger open = new AtomicInteger(topics.size());
        Runnable one = () -> {
            if (open.decrementAndGet() == 0) {
                cleared(topics, of);
            }
        };
        for (String topic : topics) {
            if (isInUse(topic)) {
                one.run();
            } else {
                queue.clear(topic, one);
            }
        }
        pump.run();
    }

    /** Taken up again since it was left. */
    private boolean isInUse(String topic) {
        Topics now = connected.orElseThrow();
        return topic.equals(now.status())
                || topic.equals(now.heartbeat())
                || documents.has(topic)
                || now.pointOf(topic)
                        .filter(id -> parts.sites().current().point(id).isPresent())
                        .isPresent();
    }

    private void cleared(List<String> topics, int of) {
        LOG.debug("{} stale retained topics are cleared", topics.size());
        disk.execute(on -> {
            try {
                on.cleared(topics);
            } catch (UncheckedIOException | IllegalStateException e) {
                LOG.warn("what was cleared at the broker will be cleared again: {}", e.getMessage());
            }
        });
        if (of == connection) {
            busy = false;
            fetch();
        }
    }
}
