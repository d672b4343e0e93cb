// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.alarm.AlarmSource.Sight;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.point.Sample;
import java.util.Optional;

/**
 * Judges the samples of a point by one rule, as they come. What was over before anybody looked is kept until somebody
 * does, so that no excursion is lost, however fast they come. Thread: any.
 */
final class RuleWatch {
    private final AlarmRule rule;
    private final RuleZone zone;
    private Optional<Sample> newest = Optional.empty();
    private long taken;
    /** The sample that made it due; until it is fine again. */
    private Optional<Sample> offence = Optional.empty();
    /** A look has seen that it is due. */
    private boolean told;
    /** It was due, and no look has seen it. */
    private boolean missed;

    RuleWatch(AlarmRule rule, long now) {
        this.rule = rule;
        zone = new RuleZone(rule, now);
    }

    /** The same point by another rule: what it was last is judged at once. */
    synchronized RuleWatch by(AlarmRule other, long now) {
        RuleWatch next = new RuleWatch(other, now);
        newest.ifPresent(sample -> next.take(sample, now));
        return next;
    }

    AlarmRule rule() {
        return rule;
    }

    synchronized void take(Sample sample, long now) {
        note(now);
        newest = Optional.of(sample);
        taken = now;
        zone.take(sample, now);
        if (zone.place() != RuleZone.Place.OFFENDS) {
            told = false;
        }
        note(now);
        forget();
    }

    private void note(long now) {
        if (isDue(now)) {
            missed |= !told;
            offence = offence.or(() -> newest);
        }
    }

    private void forget() {
        if (zone.place() == RuleZone.Place.FINE && !missed) {
            offence = Optional.empty();
        }
    }

    /** The sample by which it is an alarm, if it is one, or was since the last look. */
    synchronized Optional<Sample> look(long now) {
        note(now);
        Optional<Sample> seen = isDue(now) || missed ? offence : Optional.empty();
        told = isDue(now);
        missed = false;
        forget();
        return seen;
    }

    private boolean isDue(long now) {
        return zone.isDue(now) && !isOld(now);
    }

    /** Of an alarm that is active. */
    synchronized Sight sight(long now) {
        if (isOld(now) || zone.isFor(RuleZone.Place.UNTOLD, DeviceWatch.BLIND, now)) {
            return Sight.UNKNOWN;
        }
        return zone.isFor(RuleZone.Place.FINE, rule.clearDelay(), now) ? Sight.GONE : Sight.PENDING;
    }

    /** The value can no longer be taken for the present one: as when the point is not read any more. */
    private boolean isOld(long now) {
        return newest.isPresent()
                && now - taken > newest.get().maxAge().plus(DeviceWatch.BLIND).toNanos();
    }
}
