// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.BadQuality;
import io.bms.api.alarm.AlarmRule.Deviation;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.Offence;
import io.bms.api.alarm.AlarmRule.Rate;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.alarm.AlarmRule.Stuck;
import io.bms.api.alarm.AlarmRule.SuppressWhen;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    /** The newest of each of the rule's points, while it holds. */
    private final NewestSamples newest;

    private final Optional<Extremes> lately;
    private Place place = Place.UNTOLD;
    private long since;
    /** The value whose staying the same is counted; only of a rule of that kind. */
    private PointValue still = PointValue.NULL;

    private boolean wasSuppressed;
    private boolean wasLeft;
    /** When the state that keeps the point from being judged was left, if it was. */
    private long left;
    /** What was held against the limits last. */
    private double amount;

    /** @param now since when nobody can tell */
    RuleZone(AlarmRule rule, long now) {
        this.rule = rule;
        newest = new NewestSamples(rule.points().size());
        lately = rule.offence() instanceof Rate rate ? Optional.of(new Extremes(rate.window())) : Optional.empty();
        since = now;
    }

    /**
     * The suppressing state was left so long ago before this began: as if it had been, by its own clock.
     *
     * @param now when this began
     */
    void heldBefore(Duration ago, long now) {
        leave(now - ago.toNanos());
    }

    /**
     * Of a rule with a hold whose point is not judged: since when the suppressing state has been left, with empty
     * inside while it has not; empty if the point is judged.
     */
    Optional<Optional<Duration>> holding(long now) {
        if (hold().isZero()) {
            return Optional.empty();
        }
        if (wasSuppressed) {
            return Optional.of(Optional.empty());
        }
        return isHeld(now) ? Optional.of(Optional.of(Duration.ofNanos(now - left))) : Optional.empty();
    }

    private void leave(long at) {
        wasLeft = true;
        left = at;
    }

    private boolean isHeld(long now) {
        return wasLeft && now - left < hold().toNanos();
    }

    private Duration hold() {
        return rule.suppressWhen().map(SuppressWhen::hold).orElse(Duration.ZERO);
    }

    /** Of the rule's points, while they hold. */
    List<Sample> newest() {
        return newest.all();
    }

    /** One of the values can no longer be taken for the present one: as when a point is not read any more. */
    boolean isOld(long now) {
        return newest.isOneOlder(DeviceWatch.BLIND, now);
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

    /** What it was judged by last; empty while its point has no value that holds. */
    Optional<Judged> judged() {
        return newest.of(rule.pointId())
                .map(own -> new Judged(own, rule.offence().other().flatMap(newest::of), amount));
    }

    /** Of one of the rule's points. */
    void take(Sample sample, long now) {
        newest.put(sample, now);
        boolean own = sample.pointId().equals(rule.pointId());
        if (own) {
            remember(sample, now);
        }
        if (isSuppressed(now)) {
            still = PointValue.NULL;
            move(Place.FINE, now);
        } else if (!suppressionIsKnown()) {
            move(Place.UNTOLD, now);
        } else if (!(rule.offence() instanceof Stuck)) {
            move(placeOf(rule.offence()), now);
        } else if (own) {
            takeStill(sample, now);
        }
    }

    private void remember(Sample sample, long now) {
        OptionalDouble number = number(sample);
        lately.ifPresent(values -> number.ifPresentOrElse(value -> values.add(value, now), values::clear));
    }

    private boolean isSuppressed(long now) {
        Optional<SuppressWhen> when = rule.suppressWhen();
        if (when.isEmpty()) {
            return false;
        }
        OptionalDouble state = number(when.get().pointId());
        if (state.isEmpty()) {
            return false;
        }
        boolean isNow = isOneOf(when.get().when(), state.getAsDouble());
        if (isNow || wasSuppressed) {
            leave(now);
        }
        wasSuppressed = isNow;
        return isNow || isHeld(now);
    }

    private boolean suppressionIsKnown() {
        return rule.suppressWhen().isEmpty()
                || number(rule.suppressWhen().get().pointId()).isPresent();
    }

    /** The value of this point no longer holds, so nobody can tell. */
    void untold(PointId point, long now) {
        newest.remove(point);
        lately.ifPresent(Extremes::clear);
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
            still = PointValue.NULL;
            move(Place.UNTOLD, now);
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

    private Place placeOf(Offence offence) {
        Optional<Sample> own = newest.of(rule.pointId());
        if (own.isEmpty()) {
            return Place.UNTOLD;
        }
        if (offence instanceof BadQuality) {
            return isBad(own.get()) ? Place.OFFENDS : Place.FINE;
        }
        OptionalDouble number = number(own.get());
        OptionalDouble other = offence.other().map(this::number).orElse(OptionalDouble.of(0));
        if (number.isEmpty() || other.isEmpty()) {
            return Place.UNTOLD;
        }
        double value = number.getAsDouble();
        if (offence instanceof Limits limits) {
            return placeOf(value, limits);
        }
        if (offence instanceof Deviation deviation) {
            return placeOf(value - other.getAsDouble(), deviation.limits());
        }
        if (offence instanceof Rate rate) {
            return placeOf(change(value, lately.orElseThrow(), rate.limits()), rate.limits());
        }
        boolean offends = offence instanceof States states ? isOneOf(states, value) : value != other.getAsDouble();
        return offends ? Place.OFFENDS : Place.FINE;
    }

    /** The rise or the fall within the window, whichever is nearer to its limit, or further beyond. */
    private static double change(double value, Extremes lately, Limits limits) {
        double rise = value - lately.least();
        double fall = value - lately.most();
        double beyondHigh = rise - limits.high().orElse(Double.POSITIVE_INFINITY);
        double beyondLow = limits.low().orElse(Double.NEGATIVE_INFINITY) - fall;
        return beyondHigh >= beyondLow ? rise : fall;
    }

    private Place placeOf(double value, Limits limits) {
        amount = value;
        double high = limits.high().orElse(Double.POSITIVE_INFINITY);
        double low = limits.low().orElse(Double.NEGATIVE_INFINITY);
        if (value > high || value < low) {
            return Place.OFFENDS;
        }
        return value > high - limits.deadband() || value < low + limits.deadband() ? Place.NEAR : Place.FINE;
    }

    private static boolean isOneOf(States states, double value) {
        return states.states().contains((int) value);
    }

    private OptionalDouble number(PointId point) {
        return newest.of(point).map(RuleZone::number).orElse(OptionalDouble.empty());
    }

    /** What can be judged of it; the state of a binary object is 0 or 1. */
    private static OptionalDouble number(Sample sample) {
        if (isBad(sample)) {
            return OptionalDouble.empty();
        }
        OptionalDouble number = sample.value() instanceof PointValue.Bool state
                ? OptionalDouble.of(state.value() ? 1 : 0)
                : sample.value().asNumber();
        return number.isPresent() && Double.isNaN(number.getAsDouble()) ? OptionalDouble.empty() : number;
    }
}
