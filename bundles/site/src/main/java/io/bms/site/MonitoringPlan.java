// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Finds for each point how it is read. Each setting comes from the most specific rule that names it:
 * one for the point, then for the object type of the device, the object type, the device, and last
 * for all. Among equally specific rules the later wins. Rules are looked up, not tried one by one,
 * since there may be one for every point.
 */
final class MonitoringPlan {
    private final Duration defaultInterval;
    private final Map<Target, Choice> choices = new HashMap<>();

    /** @throws IllegalArgumentException saying which rule is wrong, and why */
    MonitoringPlan(Duration defaultInterval, List<MonitoringRule> rules) {
        this.defaultInterval = defaultInterval;
        for (MonitoringRule rule : rules) {
            requireValid(rule);
            if (canMatch(rule)) {
                choices.merge(Target.of(rule), Choice.of(rule), (earlier, later) -> later.orElse(earlier));
            }
        }
    }

    /** @param inScope whether the point is read unless a rule disables it */
    Point point(DiscoveredObject object, boolean inScope) {
        PointId id = object.pointId();
        Choice choice = Stream.of(
                        Target.ofPoint(id),
                        new Target(OptionalInt.of(id.deviceId()), Optional.of(id.objectType()), Optional.empty()),
                        new Target(OptionalInt.empty(), Optional.of(id.objectType()), Optional.empty()),
                        new Target(OptionalInt.of(id.deviceId()), Optional.empty(), Optional.empty()),
                        new Target(OptionalInt.empty(), Optional.empty(), Optional.empty()))
                .map(choices::get)
                .filter(Objects::nonNull)
                .reduce(Choice.NONE, Choice::orElse);
        return new Point(
                object,
                inScope && choice.enabled().orElse(true),
                choice.interval().orElse(defaultInterval),
                choice.deadband().orElse(0),
                choice.readMode().orElse(ReadMode.AUTO));
    }

    private static void requireValid(MonitoringRule rule) {
        rule.interval().ifPresent(interval -> Intervals.require("interval_seconds of a monitoring rule", interval));
        rule.deadband().ifPresent(deadband -> {
            if (!(deadband >= 0) || Double.isInfinite(deadband)) {
                throw new IllegalArgumentException(
                        "deadband of a monitoring rule is " + deadband + "; use a number that is not negative");
            }
        });
    }

    /** A rule for a point that also names another device or object type has nothing to apply to. */
    private static boolean canMatch(MonitoringRule rule) {
        return rule.pointId()
                .map(id -> rule.deviceId().orElse(id.deviceId()) == id.deviceId()
                        && rule.objectType().map(id.objectType()::equals).orElse(true))
                .orElse(true);
    }

    private record Target(OptionalInt deviceId, Optional<String> objectType, Optional<PointId> pointId) {
        static Target ofPoint(PointId id) {
            return new Target(OptionalInt.empty(), Optional.empty(), Optional.of(id));
        }

        static Target of(MonitoringRule rule) {
            return rule.pointId()
                    .map(Target::ofPoint)
                    .orElseGet(() -> new Target(rule.deviceId(), rule.objectType(), Optional.empty()));
        }
    }

    private record Choice(
            Optional<Duration> interval,
            OptionalDouble deadband,
            Optional<ReadMode> readMode,
            Optional<Boolean> enabled) {
        static final Choice NONE =
                new Choice(Optional.empty(), OptionalDouble.empty(), Optional.empty(), Optional.empty());

        static Choice of(MonitoringRule rule) {
            return new Choice(rule.interval(), rule.deadband(), rule.readMode(), rule.enabled());
        }

        Choice orElse(Choice weaker) {
            return new Choice(
                    interval.or(weaker::interval),
                    deadband.isPresent() ? deadband : weaker.deadband(),
                    readMode.or(weaker::readMode),
                    enabled.or(weaker::enabled));
        }
    }
}
