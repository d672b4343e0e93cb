// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmEventSink;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells events outside, in their order and each until it has arrived: over lost connections and restarts, from the
 * disk. At most {@value #AT_ONCE} are on their way. After a crash some come twice, and their numbers say so. Thread:
 * bms-alarm-engine.
 */
final class EventFeed {
    static final int AT_ONCE = 64;

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final int PATIENCE_SECONDS = 60;

    private final AlarmStore store;
    private final LongSupplier lastEvent;
    private final Supplier<Optional<AlarmEventSink>> sink;
    private final Executor thread;
    private long told;
    private boolean busy;

    /**
     * @param lastEvent number of the newest event that is stored
     * @param sink the one there is just now
     */
    EventFeed(AlarmStore store, LongSupplier lastEvent, Supplier<Optional<AlarmEventSink>> sink, Executor thread) {
        this.store = store;
        this.lastEvent = lastEvent;
        this.sink = sink;
        this.thread = thread;
        // A file that begins anew counts anew.
        told = Math.min(store.told(), lastEvent.getAsLong());
    }

    /** Tells what has not been told; what did not arrive is told again at the next call. */
    void feed() {
        Optional<AlarmEventSink> outside = sink.get();
        if (busy || outside.isEmpty() || told >= lastEvent.getAsLong()) {
            return;
        }
        List<AlarmEvent> events;
        try {
            events = store.after(told, AT_ONCE);
        } catch (UncheckedIOException e) {
            LOG.warn("events of alarms cannot be read, and so are told later: {}", e.getMessage());
            return;
        }
        if (events.isEmpty()) {
            return;
        }
        busy = true;
        List<CompletableFuture<Boolean>> arrivals =
                events.stream().map(event -> tell(outside.get(), event)).toList();
        CompletableFuture.allOf(arrivals.toArray(CompletableFuture<?>[]::new))
                .whenComplete((nothing, never) -> then(() -> fed(events, arrivals)));
    }

    private static CompletableFuture<Boolean> tell(AlarmEventSink outside, AlarmEvent event) {
        return CompletableFuture.completedFuture(event)
                .thenCompose(outside::event)
                .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> false);
    }

    private void fed(List<AlarmEvent> events, List<CompletableFuture<Boolean>> arrivals) {
        busy = false;
        int arrived = 0;
        while (arrived < arrivals.size() && arrivals.get(arrived).join()) {
            arrived++;
        }
        if (arrived == 0) {
            return;
        }
        told = events.get(arrived - 1).id();
        try {
            store.told(told);
        } catch (UncheckedIOException e) {
            LOG.debug("events of alarms may be told twice: {}", e.getMessage());
        }
        if (arrived == events.size()) {
            feed();
        }
    }

    private void then(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException e) {
            LOG.debug("the alarms have ended; what has arrived since may be told twice");
        }
    }
}
