// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The least and the most of the values of a window that ends now, to a {@value #PARTS}th of it, in as little memory
 * however fast they come. Times are nanoseconds of any one clock. Thread: one at a time.
 */
final class Extremes {
    private static final int PARTS = 60;

    private record Part(long begun, double least, double most) {}

    private final long window;
    private final Deque<Part> parts = new ArrayDeque<>();

    Extremes(Duration window) {
        this.window = window.toNanos();
    }

    void add(double value, long now) {
        long each = window / PARTS;
        parts.removeIf(part -> now - part.begun() > window);
        Part last = parts.peekLast();
        if (last != null && now - last.begun() < each) {
            parts.removeLast();
            parts.addLast(new Part(last.begun(), Math.min(last.least(), value), Math.max(last.most(), value)));
        } else {
            parts.addLast(new Part(now, value, value));
        }
    }

    /** What came before a gap says nothing of how fast it went. */
    void clear() {
        parts.clear();
    }

    double least() {
        return parts.stream().mapToDouble(Part::least).min().orElse(Double.NaN);
    }

    double most() {
        return parts.stream().mapToDouble(Part::most).max().orElse(Double.NaN);
    }
}
