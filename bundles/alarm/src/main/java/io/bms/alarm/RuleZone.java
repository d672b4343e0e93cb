// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.BadQuality;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Where a point stands by one rule, and since when. Times are nanoseconds of any one clock. Thread: one at a time.
 */
final class RuleZone {
    enum Place {
        /** It is what the rule says that it must not be. */
        OFFENDS,
        /** Inside of the limits, but within the deadband: neither raises an alarm nor ends one. */
        NEAR,
        FINE,
        /** Nobody can tell. */
        UNTOLD
    }

    private final AlarmRule rule;
    private Place place = Place.UNTOLD;
    private long since;
    /** The value whose staying the same is counted; only of a rule of that kind. */
    private PointValue still = PointValue.NULL;

    /** @param now since when nobody can tell */
    RuleZone(AlarmRule rule, long now) {
        this.rule = rule;
        since = now;
    }

    Place place() {
        return place;
    }

    /** When it came to be where it is. */
    long since() {
        return since;
    }

    boolean isFor(Place asked, Duration least, long now) {
        return place == asked && now - since >= least.toNanos();
    }

    /** It has offended for the delay of the rule. */
    boolean isDue(long now) {
        return isFor(Place.OFFENDS, delay(), now);
    }

    /** When it is due, if it goes on; of a value that stays the same the delay is over when it offends. */
    Duration delay() {
        return rule.offence() instanceof AlarmRule.Stuck ? Duration.ZERO : rule.delay();
    }

    void take(Sample sample, long now) {
        if (rule.offence() instanceof AlarmRule.Stuck) {
            takeStill(sample, now);
        } else {
            move(placeOf(sample), now);
        }
    }

    void untold(long now) {
        still = PointValue.NULL;
        move(Place.UNTOLD, now);
    }

    private void move(Place to, long now) {
        if (to != place) {
            place = to;
            since = now;
        }
    }

    private void takeStill(Sample sample, long now) {
        if (isBad(sample)) {
            untold(now);
        } else if (!sample.value().equals(still)) {
            still = sample.value();
            place = Place.FINE;
            since = now;
        } else if (isFor(Place.FINE, rule.delay(), now)) {
            move(Place.OFFENDS, now);
        }
    }

    private static boolean isBad(Sample sample) {
        return sample.quality() == Quality.BAD || sample.value().equals(PointValue.NULL);
    }

    private Place placeOf(Sample sample) {
        if (rule.offence() instanceof BadQuality) {
            return isBad(sample) ? Place.OFFENDS : Place.FINE;
        }
        OptionalDouble number = isBad(sample) ? OptionalDouble.empty() : number(sample.value());
        if (number.isEmpty() || Double.isNaN(number.getAsDouble())) {
            return Place.UNTOLD;
        }
        double value = number.getAsDouble();
        if (rule.offence() instanceof Limits limits) {
            return placeOf(value, limits);
        }
        return ((States) rule.offence()).states().contains((int) value) ? Place.OFFENDS : Place.FINE;
    }

    private static Place placeOf(double value, Limits limits) {
        double high = limits.high().orElse(Double.POSITIVE_INFINITY);
        double low = limits.low().orElse(Double.NEGATIVE_INFINITY);
        if (value > high || value < low) {
            return Place.OFFENDS;
        }
        return value > high - limits.deadband() || value < low + limits.deadband() ? Place.NEAR : Place.FINE;
    }

    /** The state of a binary object is 0 or 1. */
    private static OptionalDouble number(PointValue value) {
        return value instanceof PointValue.Bool state ? OptionalDouble.of(state.value() ? 1 : 0) : value.asNumber();
    }
}
