// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples of one point, a column for each part, since a year of them as objects would not fit a small
 * gateway's memory. Grows. Thread: its caller's. Times and intervals are in milliseconds.
 */
public final class Readings {
    private static final int FIRST_CAPACITY = 64;

    private long[] times;
    private long[] states;
    private long[] intervals;
    private long[] bits;
    private String[] texts;
    private int size;

    public Readings() {
        this(
                new long[FIRST_CAPACITY],
                new long[FIRST_CAPACITY],
                new long[FIRST_CAPACITY],
                new long[FIRST_CAPACITY],
                new String[FIRST_CAPACITY]);
        size = 0;
    }

    /** Takes whole columns over, of equal length. */
    Readings(long[] times, long[] states, long[] intervals, long[] bits, String[] texts) {
        this.times = times;
        this.states = states;
        this.intervals = intervals;
        this.bits = bits;
        this.texts = texts;
        size = times.length;
    }

    /** @param text of a {@link Kind#TEXT}, else empty */
    public void add(long time, int state, long interval, long bits, String text) {
        if (size == times.length) {
            grow(Math.max(FIRST_CAPACITY, size * 2));
        }
        times[size] = time;
        states[size] = state;
        intervals[size] = interval;
        this.bits[size] = bits;
        texts[size] = text;
        size++;
    }

    public int size() {
        return size;
    }

    public long time(int index) {
        return times[index];
    }

    public int state(int index) {
        return (int) states[index];
    }

    public long interval(int index) {
        return intervals[index];
    }

    public long bits(int index) {
        return bits[index];
    }

    public String text(int index) {
        return texts[index];
    }

    public Sample sample(int index, PointId pointId) {
        int state = state(index);
        return new Sample(
                pointId,
                State.kind(state).value(bits[index], texts[index]),
                State.quality(state),
                State.flags(state),
                Instant.ofEpochMilli(times[index]),
                Duration.ofMillis(intervals[index]));
    }

    /** These and those, by time; of equal times, these first. */
    public Readings merge(Readings others) {
        Readings all = new Readings();
        all.grow(Math.max(FIRST_CAPACITY, size + others.size));
        all.addAll(this);
        all.addAll(others);
        return all.sorted();
    }

    /** Sorts by time; those of equal times stay in their order. */
    public Readings sorted() {
        if (IntStream.range(1, size).allMatch(i -> times[i - 1] <= times[i])) {
            return this;
        }
        List<Integer> order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingLong(i -> times[i]))
                .toList();
        Readings sorted = new Readings();
        order.forEach(i -> sorted.addOne(this, i));
        return sorted;
    }

    /** Those from index {@code from} to before {@code to}. */
    public Readings part(int from, int to) {
        Readings part = new Readings();
        for (int i = from; i < to; i++) {
            part.addOne(this, i);
        }
        return part;
    }

    private void addAll(Readings others) {
        for (int i = 0; i < others.size; i++) {
            addOne(others, i);
        }
    }

    private void addOne(Readings other, int index) {
        add(other.times[index], other.state(index), other.intervals[index], other.bits[index], other.texts[index]);
    }

    private void grow(int capacity) {
        times = Arrays.copyOf(times, capacity);
        states = Arrays.copyOf(states, capacity);
        intervals = Arrays.copyOf(intervals, capacity);
        bits = Arrays.copyOf(bits, capacity);
        texts = Arrays.copyOf(texts, capacity);
    }
}
