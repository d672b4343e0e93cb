// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.outbox.BatchOutbox;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that waits for the outbox's disk, so that neither the session nor a reader does. Work
 * waits in a queue of {@value #MAX_WAITING}; what does not fit is refused. The outbox comes and goes.
 * Thread: any; the work runs on bms-mqtt-outbox.
 */
final class DiskThread {
    static final int MAX_WAITING = 2_048;

    private static final Logger LOG = LoggerFactory.getLogger(DiskThread.class);

    private final AtomicReference<BatchOutbox> outbox = new AtomicReference<>();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                Thread thread = new Thread(task, "bms-mqtt-outbox");
                thread.setDaemon(true);
                return thread;
            });

    void outbox(BatchOutbox now) {
        outbox.set(now);
    }

    void outboxGone(BatchOutbox gone) {
        outbox.compareAndSet(gone, null);
    }

    /** @return false if it will not be done, since there is no outbox, no room, or an end */
    boolean execute(Consumer<BatchOutbox> work) {
        Optional<BatchOutbox> current = Optional.ofNullable(outbox.get());
        if (current.isEmpty()) {
            return false;
        }
        try {
            executor.execute(() -> guarded(work, current.get()));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("no room for more work on the outbox");
            return false;
        }
    }

    /** Does what it has taken, as long as {@code patience}. */
    void end(Duration patience) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the outbox could not take all samples within {} s", patience.toSeconds());
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void guarded(Consumer<BatchOutbox> work, BatchOutbox outbox) {
        try {
            work.accept(outbox);
        } catch (RuntimeException e) {
            LOG.error("the outbox failed", e);
        }
    }
}
