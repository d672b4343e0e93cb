// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets through what is news: another value or quality than the one before, and each value again after a while, so that
 * a receiver can tell a value that holds from one that nobody reads. Thread: any, one at a time for each point.
 */
final class ChangeFilter {
    private final Duration confirm;
    private final Map<PointId, Last> last = new ConcurrentHashMap<>();

    private record Last(PointValue value, Quality quality, Instant at) {}

    ChangeFilter(Duration confirm) {
        this.confirm = confirm;
    }

    boolean isNews(Sample sample) {
        Last before = last.get(sample.pointId());
        boolean news = before == null
                || !before.value().equals(sample.value())
                || before.quality() != sample.quality()
                // A clock that was set back confirms too.
                || Duration.between(before.at(), sample.timestamp()).abs().compareTo(confirm) >= 0;
        if (news) {
            last.put(sample.pointId(), new Last(sample.value(), sample.quality(), sample.timestamp()));
        }
        return news;
    }
}
