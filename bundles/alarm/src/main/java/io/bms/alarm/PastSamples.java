// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.history.HistoryPage;
import io.bms.api.history.HistoryStore;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The stored samples of one point, the older first, a page at a time. Blocks for the disk. Thread: one. */
final class PastSamples {
    private static final int PAGE = 10_000;

    private final HistoryStore store;
    private final PointId point;
    private final Instant from;
    private final Instant to;
    private Iterator<Sample> page = Collections.emptyIterator();
    private Optional<String> cursor = Optional.empty();
    private Optional<Sample> next;

    /** @throws java.io.UncheckedIOException the disk cannot be read */
    PastSamples(HistoryStore store, PointId point, Instant from, Instant to) {
        this.store = store;
        this.point = point;
        this.from = from;
        this.to = to;
        read();
        next = following();
    }

    /** The one that {@link #take} gives. */
    Optional<Sample> next() {
        return next;
    }

    Sample take() {
        Sample taken = next.orElseThrow();
        next = following();
        return taken;
    }

    private Optional<Sample> following() {
        while (!page.hasNext() && cursor.isPresent()) {
            read();
        }
        return page.hasNext() ? Optional.of(page.next()) : Optional.empty();
    }

    private void read() {
        HistoryPage<Sample> read = store.samples(List.of(point), from, to, PAGE, cursor);
        page = read.series().get(0).entries().iterator();
        cursor = read.cursor();
    }
}
