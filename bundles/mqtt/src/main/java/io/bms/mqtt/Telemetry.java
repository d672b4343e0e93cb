// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Samples on their way out. Batches go to the backfill while disconnected, and the oldest when more than
 * {@value #MAX_BATCHES} wait, or {@value #MAX_BATCHES_WHILE_SHORT} while the heap is short. While connected, no sample
 * waits in a batch for longer than one and a half intervals of its point: a value that does not change is confirmed by
 * batches only, and is stale after three. On a point's own topic only values that a newer one has replaced are dropped.
 * Its lock is never held for longer than a batch takes. Thread: any.
 */
final class Telemetry {
    static final int MAX_BATCHES_WHILE_SHORT = 5;
    private static final int MAX_BATCHES = 50;
    /** While disconnected, samples of at most this time are in memory only. */
    private static final Duration GATHERING_WHILE_DOWN = Duration.ofSeconds(5);

    /** A point's latest sample with the unit of its point. */
    record Latest(Sample sample, Optional<String> units) {}

    /** A call that is wanted. */
    record Timer(Instant due, Duration in) {}

    private final SiteStore sites;
    private final Clock clock;
    private final Counters counters;
    private final Consumer<Batch> late;
    private final HeapBounds heap;
    private final Duration interval;
    private final Batcher batcher;
    private final PointGate gate;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private Site site = Site.empty();
    private boolean connected;
    private Optional<Instant> timed = Optional.empty();

    /** @param late takes the batches that cannot go out now; it must not wait */
    Telemetry(
            SiteStore sites,
            MqttSettings settings,
            Clock clock,
            Counters counters,
            Pace pace,
            HeapBounds heap,
            Consumer<Batch> late) {
        this.heap = heap;
        this.sites = sites;
        this.clock = clock;
        this.counters = counters;
        this.late = late;
        this.interval = settings.batchInterval();
        this.batcher = new Batcher(clock, whileDown(), settings.maxBatchSize(), this::queue);
        this.gate = new PointGate(clock, pace.hold());
    }

    private Duration whileDown() {
        return interval.compareTo(GATHERING_WHILE_DOWN) < 0 ? interval : GATHERING_WHILE_DOWN;
    }

    /** @return when to call {@link #flush}, if nobody has been asked to in time */
    synchronized Optional<Timer> accept(SampleBatch batch) {
        refreshSite();
        batcher.add(batch.samples());
        if (connected) {
            batch.samples().stream()
                    .map(Sample::interval)
                    .min(Comparator.naturalOrder())
                    .ifPresent(
                            shortest -> batcher.within(shortest.multipliedBy(3).dividedBy(2)));
        }
        for (Sample sample : batch.samples()) {
            if (gate.offer(sample) && !connected) {
                counters.buffered();
            }
        }
        return timer();
    }

    /**
     * @param timer what asked for this call; it may be late, early, or no longer wanted
     * @return when to call it again, if it is to be called again
     */
    synchronized Optional<Timer> flush(Timer timer) {
        timed = timed.filter(due -> !due.equals(timer.due()));
        batcher.flushDue();
        return timer();
    }

    /** Hands on the batch that is being gathered, full or not. */
    synchronized void lastBatch() {
        batcher.flush();
    }

    synchronized Optional<Batch> nextBatch() {
        return Optional.ofNullable(batches.poll());
    }

    /** The batch did not get out; it is the next again. */
    synchronized void notSent(Batch batch) {
        if (connected) {
            batches.addFirst(batch);
        } else {
            late.accept(batch);
        }
    }

    synchronized Optional<Latest> nextLatest() {
        refreshSite();
        return gate.take().map(sample -> new Latest(sample, gate.units(sample.pointId())));
    }

    synchronized void notSent(Sample sample) {
        gate.giveBack(sample);
    }

    /** @return after which time to {@link #release} it */
    synchronized Duration refused(Sample sample) {
        return gate.hold(sample);
    }

    synchronized void release(PointId id) {
        gate.release(id);
    }

    /** The broker takes this point's topic. */
    synchronized void taken(PointId id) {
        gate.taken(id);
    }

    synchronized void connected() {
        connected = true;
        batcher.flush();
        batcher.interval(interval);
        gate.startOver();
    }

    synchronized void disconnected() {
        connected = false;
        batches.forEach(late);
        batches.clear();
        batcher.flush();
        batcher.interval(whileDown());
    }

    private void queue(List<Sample> samples) {
        Batch batch = new Batch(UUID.randomUUID().toString(), samples);
        if (!connected) {
            late.accept(batch);
            return;
        }
        while (batches.size() >= heap.most(MAX_BATCHES, MAX_BATCHES_WHILE_SHORT)) {
            late.accept(batches.remove());
        }
        batches.add(batch);
    }

    private Optional<Timer> timer() {
        Optional<Instant> due = batcher.due();
        if (due.isEmpty() || timed.isPresent() && !due.get().isBefore(timed.get())) {
            return Optional.empty();
        }
        timed = due;
        return Optional.of(new Timer(due.get(), Duration.between(clock.instant(), due.get())));
    }

    /** Asked here rather than told, so that a new point's first sample finds its point in any order of events. */
    private void refreshSite() {
        Site current = sites.current();
        if (current != site) {
            site = current;
            gate.points(current.points());
        }
    }
}
