// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.alarm.AlarmSource.Sight;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.point.Sample;
import java.time.Duration;
import java.util.Optional;

/**
 * Judges the samples of a rule's points, as they come. What was over before anybody looked is kept until somebody
 * does, so that no excursion is lost, however fast they come. Thread: any.
 */
final class RuleWatch {
    private final AlarmRule rule;
    private final RuleZone zone;
    /** What made it due; until it is fine again. */
    private Optional<Judged> offence = Optional.empty();
    /** A look has seen that it is due. */
    private boolean told;
    /** It was an alarm when this began, and nobody has judged it since. */
    private boolean expected;
    /** It was due, and no look has seen it. */
    private boolean missed;

    RuleWatch(AlarmRule rule, long now) {
        this.rule = rule;
        zone = new RuleZone(rule, now);
    }

    /** The suppressing state was left so long ago before this began. */
    RuleWatch heldBefore(Duration ago, long now) {
        zone.heldBefore(ago, now);
        return this;
    }

    /** It is an alarm already: that it still is so is no news. */
    synchronized void expect() {
        expected = true;
    }

    /** As {@link RuleZone#holding}. */
    synchronized Optional<Optional<Duration>> holding(long now) {
        return zone.holding(now);
    }

    /** The same point by another rule: what is known of its points is judged at once. */
    synchronized RuleWatch by(AlarmRule other, long now) {
        RuleWatch next = new RuleWatch(other, now);
        if (other.suppressWhen().equals(rule.suppressWhen())) {
            zone.holding(now).flatMap(left -> left).ifPresent(ago -> next.heldBefore(ago, now));
        }
        zone.newest().stream()
                .filter(sample -> other.points().contains(sample.pointId()))
                .forEach(sample -> next.take(sample, now));
        return next;
    }

    AlarmRule rule() {
        return rule;
    }

    /** @return whether it is news: what a look would see is not what the last one saw */
    synchronized boolean take(Sample sample, long now) {
        note(now);
        zone.take(sample, now);
        boolean ends = (told || expected) && zone.place() == RuleZone.Place.FINE;
        if (zone.place() != RuleZone.Place.OFFENDS) {
            told = false;
            expected &= zone.place() == RuleZone.Place.UNTOLD;
        }
        note(now);
        forget();
        return missed || ends;
    }

    private void note(long now) {
        if (isDue(now)) {
            missed |= !told && !expected;
            offence = offence.or(zone::judged);
        }
    }

    private void forget() {
        if (zone.place() == RuleZone.Place.FINE && !missed) {
            offence = Optional.empty();
        }
    }

    /** What makes it an alarm, if it is one, or was since the last look. */
    synchronized Optional<Judged> look(long now) {
        note(now);
        Optional<Judged> seen = isDue(now) || missed ? offence : Optional.empty();
        told = isDue(now);
        expected &= !told;
        missed = false;
        forget();
        return seen;
    }

    private boolean isDue(long now) {
        return zone.isDue(now) && !zone.isOld(now);
    }

    /** Of an alarm that is active. */
    synchronized Sight sight(long now) {
        if (zone.isOld(now) || zone.isFor(RuleZone.Place.UNTOLD, DeviceWatch.BLIND, now)) {
            return Sight.UNKNOWN;
        }
        return zone.isFor(RuleZone.Place.FINE, rule.clearDelay(), now) ? Sight.GONE : Sight.PENDING;
    }
}
