// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The newest sample of each of a rule's points, of which there are three at most: so there may be ten thousand of
 * these. Times are nanoseconds of any one clock. Thread: one at a time.
 */
final class NewestSamples {
    private record Taken(Sample sample, long at) {
        boolean isOf(PointId point) {
            return sample.pointId().equals(point);
        }
    }

    private final Taken[] all;

    /** @param points of how many points there are samples at most */
    NewestSamples(int points) {
        all = new Taken[points];
    }

    void put(Sample sample, long now) {
        int place = 0;
        while (all[place] != null && !all[place].isOf(sample.pointId())) {
            place++;
        }
        all[place] = new Taken(sample, now);
    }

    Optional<Sample> of(PointId point) {
        for (Taken taken : all) {
            if (taken != null && taken.isOf(point)) {
                return Optional.of(taken.sample());
            }
        }
        return Optional.empty();
    }

    void remove(PointId point) {
        int kept = 0;
        for (Taken taken : all) {
            if (taken != null && !taken.isOf(point)) {
                all[kept++] = taken;
            }
        }
        Arrays.fill(all, kept, all.length, null);
    }

    List<Sample> all() {
        return Arrays.stream(all).filter(Objects::nonNull).map(Taken::sample).toList();
    }

    /** Whether one of them is older than it may be, and than that by so much. */
    boolean isOneOlder(Duration more, long now) {
        for (Taken taken : all) {
            if (taken != null
                    && now - taken.at() > taken.sample().maxAge().plus(more).toNanos()) {
                return true;
            }
        }
        return false;
    }
}
