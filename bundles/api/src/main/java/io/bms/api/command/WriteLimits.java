// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.point.PointId;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointRange;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may be written: on the whole gateway by its configuration, and by one account.
 *
 * @param points empty: every point
 * @param ranges all that match a point must hold a number that is written to it
 * @param highestPriority the most urgent one allowed, where 1 is the most urgent of all
 * @param lease after which the gateway releases what was written, 1 s to 365 days; empty: never
 */
public record WriteLimits(
        List<PointPattern> points, List<PointRange> ranges, int highestPriority, Optional<Duration> lease) {
    public static final WriteLimits NONE = new WriteLimits(List.of(), List.of(), 1, Optional.empty());

    /** Every point, as a manual operator (ASHRAE 135, 19.2) at most. */
    public static final WriteLimits OPERATOR =
            new WriteLimits(List.of(), List.of(), SetValueToPoint.DEFAULT_PRIORITY, Optional.empty());

    private static final int LEAST_URGENT = 16;

    public WriteLimits {
        points = List.copyOf(points);
        ranges = List.copyOf(ranges);
        Objects.requireNonNull(lease, "lease");
        if (highestPriority < 1 || highestPriority > LEAST_URGENT) {
            throw new IllegalArgumentException(
                    "the highest priority " + highestPriority + " is not allowed; use 1 to " + LEAST_URGENT);
        }
        lease.ifPresent(WriteLimits::requireLease);
    }

    private static void requireLease(Duration lease) {
        if (lease.compareTo(Duration.ofSeconds(1)) < 0 || lease.compareTo(SetValueToPoint.MAX_RELEASE_AFTER) > 0) {
            throw new IllegalArgumentException("a lease of " + lease.toSeconds() + " s is not allowed; use 1 to "
                    + SetValueToPoint.MAX_RELEASE_AFTER.toSeconds());
        }
    }

    public boolean allowPoint(PointId point) {
        return points.isEmpty() || points.stream().anyMatch(pattern -> pattern.matches(point));
    }

    public boolean allowPriority(int priority) {
        return priority >= highestPriority;
    }

    /** The range that the command's value is not in, if there is one. What is no number is in all of them. */
    public Optional<PointRange> exceeded(SetValueToPoint command) {
        OptionalDouble number = command.value().asNumber();
        return number.isEmpty()
                ? Optional.empty()
                : ranges.stream()
                        .filter(range -> range.points().matches(command.pointId()))
                        .filter(range -> !range.holds(number.getAsDouble()))
                        .findFirst();
    }

    /** After what time it is released: by these limits, or as it was asked for where that is shorter. */
    public Optional<Duration> lease(SetValueToPoint command) {
        return Stream.concat(lease.stream(), command.releaseAfter().stream()).min(Comparator.naturalOrder());
    }

    /** For people; empty for {@link #NONE}. */
    public String inWords() {
        Stream<String> parts = Stream.of(
                highestPriority == 1 ? "" : "priority " + highestPriority + " to " + LEAST_URGENT,
                lease.map(time -> "for " + time.toSeconds() + " s at most").orElse(""),
                points.stream().map(PointPattern::toString).collect(Collectors.joining(" ")),
                ranges.stream().map(PointRange::toString).collect(Collectors.joining(" ")));
        return parts.filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }
}
