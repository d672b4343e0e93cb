// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The one place that decides how far a value can be trusted (docs/wire.md, "Values"). */
final class QualityRule {
    private QualityRule() {}

    /**
     * What a read gave, as a sample.
     *
     * @param monitored false once monitoring was stopped by command
     */
    static Sample sample(ReadOutcome outcome, Duration interval, boolean monitored) {
        if (outcome instanceof ReadOutcome.Value read) {
            boolean usable = !read.value().isNonFinite() && !read.value().equals(PointValue.NULL);
            return new Sample(
                    read.pointId(),
                    usable ? read.value() : PointValue.NULL,
                    usable ? quality(read, monitored) : Quality.BAD,
                    read.flags(),
                    read.at(),
                    interval);
        }
        return failed((ReadOutcome.Failed) outcome, interval);
    }

    /** What stands in place of a value after a read that failed. */
    static Sample failed(ReadOutcome.Failed read, Duration interval) {
        return new Sample(
                read.pointId(),
                PointValue.NULL,
                Quality.BAD,
                Set.of(),
                read.at(),
                interval,
                Optional.of(read.failure()));
    }

    /**
     * The same reading, which nothing confirms any more: monitoring was stopped, or three intervals have
     * passed. Its time stays, since it was not read again; what was bad stays bad.
     */
    static Sample unconfirmed(Sample last) {
        Quality quality = last.quality() == Quality.BAD ? Quality.BAD : Quality.UNCERTAIN;
        return new Sample(
                last.pointId(), last.value(), quality, last.flags(), last.timestamp(), last.interval(), last.failure());
    }

    private static Quality quality(ReadOutcome.Value read, boolean monitored) {
        Set<StatusFlag> flags = read.flags();
        if (!read.reliable() || flags.contains(StatusFlag.FAULT)) {
            return Quality.BAD;
        }
        boolean local = flags.contains(StatusFlag.OUT_OF_SERVICE) || flags.contains(StatusFlag.OVERRIDDEN);
        return local || !monitored ? Quality.UNCERTAIN : Quality.GOOD;
    }
}
