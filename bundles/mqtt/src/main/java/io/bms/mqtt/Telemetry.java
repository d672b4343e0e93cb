package io.bms.mqtt;

import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Samples on their way out. Drops bulk batches while disconnected, and the oldest when more than
 * {@value #MAX_BATCHES} wait; of a point's own topic it drops only what something newer has replaced.
 * Thread-safe; its lock is never held for longer than a batch takes.
 */
final class Telemetry {
    private static final int MAX_BATCHES = 50;

    /** A point's latest sample with the unit of its point. */
    record Latest(Sample sample, Optional<String> units) {}

    private final SiteStore sites;
    private final Counters counters;
    private final Batcher batcher;
    private final PointGate gate;
    private final Deque<List<Sample>> batches = new ArrayDeque<>();
    private Site site = Site.empty();
    private boolean connected;
    private boolean timed;

    Telemetry(SiteStore sites, MqttSettings settings, Clock clock, Counters counters) {
        this.sites = sites;
        this.counters = counters;
        this.batcher = new Batcher(clock, settings.batchInterval(), settings.maxBatchSize(), this::queue);
        this.gate = new PointGate(clock);
    }

    /** @return when to call {@link #flush}, if nobody has been asked to yet */
    synchronized Optional<Duration> accept(SampleBatch batch) {
        refreshSite();
        batcher.add(batch.samples());
        for (Sample sample : batch.samples()) {
            if (gate.offer(sample) && !connected) {
                counters.buffered();
            }
        }
        return timer();
    }

    /** @return when to call it again, if it is to be called again */
    synchronized Optional<Duration> flush() {
        timed = false;
        batcher.flushDue();
        return timer();
    }

    /** Hands on the batch that is being gathered, full or not. */
    synchronized void lastBatch() {
        batcher.flush();
    }

    synchronized Optional<List<Sample>> nextBatch() {
        return Optional.ofNullable(batches.poll());
    }

    synchronized Optional<Latest> nextLatest() {
        refreshSite();
        return gate.take().map(sample -> new Latest(sample, gate.units(sample.pointId())));
    }

    synchronized void notSent(Sample sample) {
        gate.giveBack(sample);
    }

    synchronized void connected() {
        connected = true;
        gate.startOver();
    }

    synchronized void disconnected() {
        connected = false;
        batches.forEach(batch -> counters.dropped());
        batches.clear();
    }

    private void queue(List<Sample> batch) {
        if (!connected) {
            counters.dropped();
            return;
        }
        if (batches.size() == MAX_BATCHES) {
            batches.poll();
            counters.dropped();
        }
        batches.add(batch);
    }

    private Optional<Duration> timer() {
        if (timed) {
            return Optional.empty();
        }
        Optional<Duration> due = batcher.untilDue();
        timed = due.isPresent();
        return due;
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
