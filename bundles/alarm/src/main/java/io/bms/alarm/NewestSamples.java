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
 * these; hence two arrays and no record of both. Times are nanoseconds of any one clock. Thread: one at a time.
 */
final class NewestSamples {
    /** Null where there is none. */
    private final Sample[] samples;
    /** Until when each can be taken for the present one. */
    private final long[] until;

    /** @param points of how many points there are samples at most */
    NewestSamples(int points) {
        samples = new Sample[points];
        until = new long[points];
    }

    void put(Sample sample, long now) {
        int place = 0;
        while (samples[place] != null && !samples[place].pointId().equals(sample.pointId())) {
            place++;
        }
        samples[place] = sample;
        until[place] = now + sample.maxAge().toNanos();
    }

    Optional<Sample> of(PointId point) {
        for (Sample sample : samples) {
            if (sample != null && sample.pointId().equals(point)) {
                return Optional.of(sample);
            }
        }
        return Optional.empty();
    }

    void remove(PointId point) {
        int kept = 0;
        for (int place = 0; place < samples.length; place++) {
            if (samples[place] != null && !samples[place].pointId().equals(point)) {
                until[kept] = until[place];
                samples[kept++] = samples[place];
            }
        }
        Arrays.fill(samples, kept, samples.length, null);
    }

    List<Sample> all() {
        return Arrays.stream(samples).filter(Objects::nonNull).toList();
    }

    /** Whether one of them is older than it may be, and than that by so much. */
    boolean isOneOlder(Duration more, long now) {
        for (int place = 0; place < samples.length; place++) {
            if (samples[place] != null && now - until[place] > more.toNanos()) {
                return true;
            }
        }
        return false;
    }
}
