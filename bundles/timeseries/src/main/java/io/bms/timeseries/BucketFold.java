// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.history.HistoryBucket;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.timeseries.block.Kind;
import io.bms.timeseries.block.Readings;
import io.bms.timeseries.block.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sums one point's samples up in equal parts of a span; takes them in the order of time. Thread: its caller's. */
final class BucketFold {
    private static final int HOLDS_INTERVALS = 3;
    private static final Quality[] QUALITIES = Quality.values();

    private final long from;
    private final long to;
    private final Bucket[] buckets;
    /** The last bucket that was touched; time only goes on. */
    private int current;

    private long currentEnd;
    private double held = Double.NaN;
    private long heldSince;
    private long heldUntil;

    BucketFold(long from, long to, int count) {
        this.from = from;
        this.to = to;
        buckets = new Bucket[count];
        currentEnd = start(1);
    }

    void add(Readings readings) {
        for (int i = 0; i < readings.size(); i++) {
            long time = readings.time(i);
            if (time >= to) {
                return;
            }
            int state = readings.state(i);
            Kind kind = State.kind(state);
            Quality quality = State.quality(state);
            release(time);
            if (quality != Quality.BAD) {
                held = kind.number(readings.bits(i));
                heldSince = time;
                heldUntil = time + HOLDS_INTERVALS * readings.interval(i);
            }
            if (time >= from) {
                bucketAt(time).add(kind, quality, quality == Quality.BAD ? Double.NaN : held);
            }
        }
    }

    List<HistoryBucket> finish() {
        release(to);
        List<HistoryBucket> finished = new ArrayList<>();
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] != null && buckets[i].worst >= 0) {
                finished.add(buckets[i].finish(Instant.ofEpochMilli(start(i))));
            }
        }
        return finished;
    }

    /** Adds the held value to each bucket in which it held, for the time that it held there. */
    private void release(long at) {
        long end = Math.min(at, heldUntil);
        long time = Math.max(from, heldSince);
        heldSince = at;
        if (!Double.isFinite(held)) {
            return;
        }
        while (time < end) {
            Bucket bucket = bucketAt(time);
            long stop = Math.min(end, currentEnd);
            bucket.area += held * (stop - time);
            bucket.span += stop - time;
            time = stop;
        }
    }

    private Bucket bucketAt(long time) {
        while (currentEnd <= time) {
            current++;
            currentEnd = start(current + 1);
        }
        if (buckets[current] == null) {
            buckets[current] = new Bucket();
        }
        return buckets[current];
    }

    private long start(int index) {
        return from + (to - from) * index / buckets.length;
    }

    private static final class Bucket {
        private double area;
        private double span;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;
        private double last;
        private Kind kind = Kind.NULL;
        private int count;
        private int worst = -1;

        void add(Kind sampleKind, Quality quality, double number) {
            worst = Math.max(worst, quality.ordinal());
            count += quality == Quality.BAD ? 0 : 1;
            if (!Double.isFinite(number)) {
                return;
            }
            kind = kind == Kind.NULL || kind == sampleKind ? sampleKind : Kind.DOUBLE;
            min = Math.min(min, number);
            max = Math.max(max, number);
            last = number;
        }

        HistoryBucket finish(Instant start) {
            Optional<HistoryBucket.Numbers> numbers = kind == Kind.NULL
                    ? Optional.empty()
                    : Optional.of(new HistoryBucket.Numbers(value(min), value(max), average(), value(last)));
            return new HistoryBucket(start, numbers, count, QUALITIES[worst]);
        }

        private PointValue value(double number) {
            return switch (kind) {
                case REAL -> new PointValue.Real((float) number);
                case INTEGER, BOOL -> new PointValue.Integer((long) number);
                default -> new PointValue.Double(number);
            };
        }

        private PointValue average() {
            double average = span > 0 ? area / span : last;
            return kind == Kind.REAL ? new PointValue.Real((float) average) : new PointValue.Double(average);
        }
    }
}
