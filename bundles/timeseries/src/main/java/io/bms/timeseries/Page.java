// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.timeseries.block.Readings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills one page of samples, point by point, and notes where the next one begins. Thread: its caller's. */
final class Page {
    private final long from;
    private final long to;
    private final int limit;
    private final Optional<Cursor> start;
    private final List<HistoryPage.Series<Sample>> series = new ArrayList<>();
    private Optional<Cursor> next = Optional.empty();
    private int count;

    Page(long from, long to, int limit, Optional<Cursor> start) {
        this.from = from;
        this.to = to;
        this.limit = limit;
        this.start = start;
    }

    /** Whether the next point can have samples on this page. */
    boolean wantsPoint() {
        return next.isEmpty() && series.size() >= start.map(Cursor::point).orElse(0);
    }

    /** Where the next point's samples begin. */
    long from() {
        return resumed().map(Cursor::time).orElse(from);
    }

    void skipPoint(PointId point) {
        series.add(new HistoryPage.Series<>(point, List.of()));
    }

    void addPoint(PointId point, Timeline timeline) throws SQLException {
        List<Sample> samples = new ArrayList<>();
        long begin = from();
        int toPass = resumed().map(Cursor::passed).orElse(0);
        long lastTime = Long.MIN_VALUE;
        int ofLastTime = 0;
        for (Optional<Readings> part = timeline.next(); part.isPresent() && next.isEmpty(); part = timeline.next()) {
            Readings readings = part.get();
            for (int i = 0; i < readings.size() && next.isEmpty(); i++) {
                long time = readings.time(i);
                if (time < begin || time >= to) {
                    continue;
                }
                ofLastTime = time == lastTime ? ofLastTime + 1 : 1;
                lastTime = time;
                if (time == begin && ofLastTime <= toPass) {
                    continue;
                }
                if (count == limit) {
                    next = Optional.of(new Cursor(series.size(), time, ofLastTime - 1));
                } else {
                    samples.add(readings.sample(i, point));
                    count++;
                }
            }
        }
        series.add(new HistoryPage.Series<>(point, samples));
    }

    List<HistoryPage.Series<Sample>> series() {
        return series;
    }

    Optional<String> next() {
        return next.map(Cursor::toString);
    }

    private Optional<Cursor> resumed() {
        return start.filter(cursor -> cursor.point() == series.size());
    }
}
