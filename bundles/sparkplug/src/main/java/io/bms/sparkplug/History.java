// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.history.HistoryPage;
import io.bms.api.history.HistoryStore;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * What was read while nobody was told, a page at a time, as the history has it: of each point the first sample, and
 * then those that changed. Thread: bms-sparkplug.
 */
final class History {
    /** As one page, and as one request. */
    private static final int PAGE = 500;

    private static final int MOST_POINTS = 50;

    private final Instant from;
    private final Instant to;
    private final Queue<List<PointId>> left = new ArrayDeque<>();
    private Optional<String> cursor = Optional.empty();
    private Optional<Sample> last = Optional.empty();

    /**
     * @param to exclusive
     * @param points some of one device each
     */
    History(Instant from, Instant to, List<List<PointId>> points) {
        this.from = from;
        this.to = to;
        for (List<PointId> device : points) {
            for (int at = 0; at < device.size(); at += MOST_POINTS) {
                left.add(device.subList(at, Math.min(at + MOST_POINTS, device.size())));
            }
        }
    }

    Instant from() {
        return from;
    }

    boolean isDone() {
        return left.isEmpty();
    }

    /**
     * The next samples; may be none although there are more.
     *
     * @throws java.io.UncheckedIOException the disk cannot be read; the same page is tried again
     */
    List<Sample> next(HistoryStore store) {
        HistoryPage<Sample> page = store.samples(left.element(), from, to, PAGE, cursor);
        cursor = page.cursor();
        if (cursor.isEmpty()) {
            left.remove();
        }
        List<Sample> changes = new ArrayList<>();
        page.series().forEach(series -> series.entries().forEach(sample -> {
            if (last.filter(before -> isSame(before, sample)).isEmpty()) {
                changes.add(sample);
            }
            last = Optional.of(sample);
        }));
        return changes;
    }

    private static boolean isSame(Sample one, Sample other) {
        return one.pointId().equals(other.pointId())
                && one.value().equals(other.value())
                && one.quality() == other.quality();
    }
}
