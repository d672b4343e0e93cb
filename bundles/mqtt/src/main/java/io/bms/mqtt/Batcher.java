// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.point.Sample;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gathers samples for {@code B/bulk}: a batch is handed on when it is full, or an interval after its
 * first sample. Thread: any, under the lock of {@link Telemetry}.
 */
final class Batcher {
    private final Clock clock;
    private final int maxSize;
    private final Consumer<List<Sample>> out;
    private Duration interval;
    private List<Sample> batch = new ArrayList<>();
    private Instant due;

    Batcher(Clock clock, Duration interval, int maxSize, Consumer<List<Sample>> out) {
        this.clock = clock;
        this.interval = interval;
        this.maxSize = maxSize;
        this.out = out;
    }

    /** From the next batch on. */
    void interval(Duration now) {
        interval = now;
    }

    void add(List<Sample> samples) {
        for (Sample sample : samples) {
            if (batch.isEmpty()) {
                due = clock.instant().plus(interval);
            }
            batch.add(sample);
            if (batch.size() == maxSize) {
                handOn();
            }
        }
    }

    /** Has what is being gathered go within this time, if that is sooner. */
    void within(Duration most) {
        Instant latest = clock.instant().plus(most);
        if (!batch.isEmpty() && latest.isBefore(due)) {
            due = latest;
        }
    }

    /** Hands on a batch whose time has come. */
    void flushDue() {
        if (!batch.isEmpty() && !clock.instant().isBefore(due)) {
            handOn();
        }
    }

    /** Hands on what there is. */
    void flush() {
        if (!batch.isEmpty()) {
            handOn();
        }
    }

    /** When the batch that is being gathered must go, empty if none is. */
    Optional<Instant> due() {
        return batch.isEmpty() ? Optional.empty() : Optional.of(due);
    }

    private void handOn() {
        List<Sample> full = batch;
        batch = new ArrayList<>(Math.min(maxSize, full.size()));
        out.accept(full);
    }
}
