// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets through what is news: another value or quality than the one before, and each value again after a while, so that
 * a receiver can tell a value that holds from one that nobody reads. Thread: any, one at a time for each point.
 */
final class ChangeFilter {
    private final Map<PointId, Sample> last = new ConcurrentHashMap<>();
    private volatile Duration confirm;

    ChangeFilter(Duration confirm) {
        this.confirm = confirm;
    }

    void confirm(Duration other) {
        confirm = other;
    }

    boolean isNews(Sample sample) {
        Sample before = last.get(sample.pointId());
        boolean news = before == null
                || !before.value().equals(sample.value())
                || before.quality() != sample.quality()
                // A clock that was set back confirms too.
                || Duration.between(before.timestamp(), sample.timestamp())
                                .abs()
                                .compareTo(confirm)
                        >= 0;
        if (news) {
            last.put(sample.pointId(), sample);
        }
        return news;
    }

    /** Of each point what was news last. */
    List<Sample> latest() {
        return List.copyOf(last.values());
    }
}
