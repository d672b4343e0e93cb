// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.api.memory.HeapGauge;
import io.bms.api.memory.HeapLevel;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.heartbeat.Heap.Reading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the heap twice a second, and says what is to be given up. A level is in the status before it is in force:
 * once the status was asked for, or after {@link #UNASKED} where nobody asks.
 *
 * <p>Only a full collection tells how short it is. So one is asked for where much is in use that may be garbage or not,
 * lest it becomes known only when the heap is full; and each {@link #COLLECTION} while it is short, since nothing else
 * tells that it is over. What is asked for takes a twentieth of the time at most.
 *
 * <p>Thread: any; its work bms-heartbeat-heap.
 */
@Component(
        service = {HeapGauge.class, StatusSource.class},
        immediate = true)
public final class HeapWatch implements HeapGauge, StatusSource {
    /** The code of its problem. */
    static final String CODE = "heap_short";

    /** How long a level waits for somebody to ask for the status. */
    static final Duration UNASKED = Duration.ofSeconds(2);
    /** How long the heap stays short without a full collection before one is asked for. */
    static final Duration COLLECTION = Duration.ofSeconds(30);
    /** The least time between two that are asked for. */
    static final Duration BETWEEN = Duration.ofSeconds(2);

    /** How many times longer than it took nothing is collected by request after a collection. */
    private static final int REST = 20;
    /** What may have come since the last collection, as a share, before it is looked whether it stays. */
    private static final double UNKNOWN = 0.08;

    private static final double UNKNOWN_WHILE_SHORT = 0.03;

    private static final Logger LOG = LoggerFactory.getLogger(HeapWatch.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Map<HeapLevel, String> GIVEN_UP = givenUp();

    private static final String REMEDY = ". Samples are still read, stored and sent. Give the gateway more memory"
            + " (BMS_JAVA_OPTS), or find who holds it (docs/limits.md, When the heap is short)";

    private final Supplier<Reading> heap;
    private final Runnable collection;
    private final Clock clock;
    private final LongSupplier nanos;
    private final ScheduledExecutorService thread;
    private final HeapJudgement judgement = new HeapJudgement();

    private HeapLevel judged = HeapLevel.ENOUGH;
    private Instant since;
    private long judgedNanos;
    private long collections;
    private long collectedNanos;
    private Duration inCollections = Duration.ZERO;
    private Duration lastTook = Duration.ZERO;
    private volatile HeapLevel inForce = HeapLevel.ENOUGH;

    @Activate
    public HeapWatch() {
        this(new Heap()::read, System::gc, Clock.systemUTC(), System::nanoTime, thread());
    }

    HeapWatch(
            Supplier<Reading> heap,
            Runnable collection,
            Clock clock,
            LongSupplier nanos,
            ScheduledExecutorService thread) {
        this.heap = heap;
        this.collection = collection;
        this.clock = clock;
        this.nanos = nanos;
        this.thread = thread;
        since = clock.instant();
        collectedNanos = nanos.getAsLong();
        thread.scheduleWithFixedDelay(this::look, LOOK.toNanos(), LOOK.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Deactivate
    void close() {
        thread.shutdownNow();
    }

    @Override
    public HeapLevel level() {
        return inForce;
    }

    @Override
    public synchronized List<StatusItem> status() {
        inForce = judged;
        return judged == HeapLevel.ENOUGH
                ? List.of()
                : List.of(new StatusItem.Problem(CODE, GIVEN_UP.get(judged) + REMEDY, since));
    }

    private static Map<HeapLevel, String> givenUp() {
        String first = "history, exports, searches for devices and reads of whole objects are refused as busy";
        String second = first + ", so are commands that only read; the broker keeps nothing new, and less for slow or"
                + " absent subscribers";
        String last = second + "; every command by MQTT or REST but reboot is refused as busy";
        return Map.of(
                HeapLevel.SHORT, "the heap is short: " + first,
                HeapLevel.SCARCE, "the heap is scarce: " + second,
                HeapLevel.CRITICAL, "the heap is all but full: " + last);
    }

    private void look() {
        Reading reading = heap.get();
        if (judge(reading, nanos.getAsLong())) {
            collection.run();
        }
    }

    /** @return whether to have the heap collected */
    private synchronized boolean judge(Reading reading, long now) {
        HeapLevel next = judgement.judge(reading, now);
        if (next != judged) {
            changed(next, reading, now);
        } else if (now - judgedNanos >= UNASKED.toNanos()) {
            inForce = judged;
        }
        if (reading.collections() != collections) {
            lastTook = reading.inCollections().minus(inCollections).dividedBy(reading.collections() - collections);
            collections = reading.collections();
            inCollections = reading.inCollections();
            collectedNanos = now;
        }
        return mustCollect(reading, now - collectedNanos);
    }

    private boolean mustCollect(Reading reading, long sinceNanos) {
        boolean isShort = judged != HeapLevel.ENOUGH;
        double grown = reading.used() - reading.occupied().orElse(0);
        boolean unknown = reading.used() >= HeapJudgement.SHORT && grown >= (isShort ? UNKNOWN_WHILE_SHORT : UNKNOWN);
        boolean rested = sinceNanos
                >= Math.max(BETWEEN.toNanos(), lastTook.multipliedBy(REST).toNanos());
        return rested && (unknown || isShort && sinceNanos >= COLLECTION.toNanos());
    }

    private void changed(HeapLevel next, Reading reading, long now) {
        String measured = "%.0f %% of the heap is in use after a full collection, of which there were %d"
                .formatted(100 * reading.occupied().orElse(0), reading.collections());
        if (next == HeapLevel.ENOUGH) {
            LOG.info(
                    "the heap is large enough again, after {} s: {}",
                    Duration.between(since, clock.instant()).toSeconds(),
                    measured);
        } else {
            LOG.warn("{}: {}", GIVEN_UP.get(next), measured);
        }
        since = judged == HeapLevel.ENOUGH ? clock.instant() : since;
        judged = next;
        judgedNanos = now;
        // what is given back needs no telling first
        inForce = inForce.isAtLeast(next) ? next : inForce;
    }

    private static ScheduledExecutorService thread() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "bms-heartbeat-heap");
            thread.setDaemon(true);
            return thread;
        });
    }
}
