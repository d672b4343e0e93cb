// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rule of the gateway's own: when a point is in alarm (docs/wire.md, "get_config"). Point and name say which rule it
 * is.
 *
 * @param name 1 to 40 of {@code a-z 0-9 -}, but not {@value #DEVICES_OWN}
 * @param offence what the point must not be
 * @param delay for how long it has to be so before it is an alarm, up to {@link #LONGEST}
 * @param clearDelay for how long it has to be otherwise before the alarm is gone, up to {@link #LONGEST}
 * @param text what is wrong, in words for people, of 1 to {@value #MOST_TEXT} characters; the rule's own words if empty
 * @param suppressWhen when the point is not judged; if empty it always is
 * @param latching the alarm stays until somebody resolves it, though the point is no longer so
 */
public record AlarmRule(
        String name,
        PointId pointId,
        Offence offence,
        Duration delay,
        Duration clearDelay,
        AlarmPriority priority,
        Optional<String> text,
        Optional<SuppressWhen> suppressWhen,
        boolean latching) {
    public static final Duration LONGEST = Duration.ofDays(1);
    public static final int MOST_TEXT = 200;
    /** The name of what the device itself reports of a point. */
    public static final String DEVICES_OWN = "event";

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");
    /** A value that stays the same for less than this is no sign of a fault. */
    private static final Duration SHORTEST_STUCK = Duration.ofMinutes(1);

    public AlarmRule {
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(offence, "offence");
        Objects.requireNonNull(priority, "priority");
        if (!NAME.matcher(name).matches() || name.equals(DEVICES_OWN)) {
            throw new IllegalArgumentException(
                    "name is not that of a rule; use 1 to 40 of a-z 0-9 and -, as in supply-high, but not "
                            + DEVICES_OWN);
        }
        Objects.requireNonNull(suppressWhen, "suppressWhen");
        if (offence.other().equals(Optional.of(pointId))) {
            throw new IllegalArgumentException("other_point_id is the point itself; name another one");
        }
        if (suppressWhen.map(SuppressWhen::pointId).equals(Optional.of(pointId))) {
            throw new IllegalArgumentException("suppress_when.point_id is the point itself; name another one");
        }
        requireDelay("delay_seconds", delay);
        requireDelay("clear_delay_seconds", clearDelay);
        if (offence instanceof Stuck && delay.compareTo(SHORTEST_STUCK) < 0) {
            throw new IllegalArgumentException(
                    "delay_seconds of a rule of type stuck is for how long the value has to stay"
                            + " the same; use 60 to " + LONGEST.toSeconds());
        }
        if (text.isPresent() && (text.get().isBlank() || text.get().length() > MOST_TEXT)) {
            throw new IllegalArgumentException("text is blank or too long; use 1 to " + MOST_TEXT + " characters");
        }
    }

    /** One whose alarm does not latch. */
    public AlarmRule(
            String name,
            PointId pointId,
            Offence offence,
            Duration delay,
            Duration clearDelay,
            AlarmPriority priority,
            Optional<String> text,
            Optional<SuppressWhen> suppressWhen) {
        this(name, pointId, offence, delay, clearDelay, priority, text, suppressWhen, false);
    }

    /** One that always holds, and whose alarm does not latch. */
    public AlarmRule(
            String name,
            PointId pointId,
            Offence offence,
            Duration delay,
            Duration clearDelay,
            AlarmPriority priority,
            Optional<String> text) {
        this(name, pointId, offence, delay, clearDelay, priority, text, Optional.empty());
    }

    private static void requireDelay(String key, Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    key + " is " + delay.toSeconds() + " s; use 0 to " + LONGEST.toSeconds());
        }
    }

    /** The alarm that it raises: {@code 1002.analogInput.3.supply-high}. */
    public AlarmId alarmId() {
        return new AlarmId(pointId + "." + name);
    }

    /** All points whose values it takes: the one that it is about, and those that it looks at for that. */
    public Set<PointId> points() {
        return Stream.of(Optional.of(pointId), offence.other(), suppressWhen.map(SuppressWhen::pointId))
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What a point must not be. */
    public sealed interface Offence {
        /** The point that it is compared with, if it is with one. */
        default Optional<PointId> other() {
            return Optional.empty();
        }
    }

    /**
     * The point is not judged while another one is in one of these states, nor for some time after: a fan that is off
     * moves no air.
     *
     * @param hold for how long after, up to {@link #LONGEST}
     */
    public record SuppressWhen(PointId pointId, States when, Duration hold) {
        public SuppressWhen {
            Objects.requireNonNull(pointId, "pointId");
            Objects.requireNonNull(when, "when");
            requireDelay("suppress_when.hold_seconds", hold);
        }
    }

    /**
     * Above or below a limit, one of which there is; {@code low} is below {@code high}.
     *
     * @param deadband by how much the value has to be back inside before the alarm is gone, 0 or more, in the
     *     point's unit; less than half of what is between the limits
     */
    public record Limits(OptionalDouble low, OptionalDouble high, double deadband) implements Offence {
        public Limits {
            if (low.isEmpty() && high.isEmpty()) {
                throw new IllegalArgumentException("low and high are missing; give one of them, or both");
            }
            if (!(deadband >= 0) || Double.isInfinite(deadband)) {
                throw new IllegalArgumentException("deadband is " + deadband + "; use 0 or more");
            }
            if (low.isPresent() && high.isPresent()) {
                double between = high.getAsDouble() - low.getAsDouble();
                if (!(between > 0)) {
                    throw new IllegalArgumentException("low is not below high; give a low one that is");
                }
                if (2 * deadband >= between) {
                    throw new IllegalArgumentException(
                            "deadband is half of what is between low and high, or more; use a smaller one");
                }
            }
        }
    }

    /**
     * In one of these states.
     *
     * @param states 1 to {@value #MOST}: 0 and 1 of a binary object, from 1 of a multi-state one
     */
    public record States(Set<Integer> states) implements Offence {
        public static final int MOST = 64;

        public States {
            states = Set.copyOf(states);
            if (states.isEmpty() || states.size() > MOST) {
                throw new IllegalArgumentException("states names " + states.size() + " states; name 1 to " + MOST);
            }
        }
    }

    /** Not to be read, or said to be bad by its device. */
    public record BadQuality() implements Offence {}

    /** The same value for the whole delay. */
    public record Stuck() implements Offence {}

    /**
     * Further from another point than this.
     *
     * @param limits of the difference: what the point has more than the other
     */
    public record Deviation(PointId from, Limits limits) implements Offence {
        public Deviation {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(limits, "limits");
        }

        @Override
        public Optional<PointId> other() {
            return Optional.of(from);
        }
    }

    /**
     * Risen or fallen by more than this within a time.
     *
     * @param limits of the change: {@code high} above 0, {@code low} below 0
     * @param window {@link #SHORTEST_WINDOW} to {@link #LONGEST}
     */
    public record Rate(Limits limits, Duration window) implements Offence {
        public static final Duration SHORTEST_WINDOW = Duration.ofSeconds(10);

        public Rate {
            if (limits.low().orElse(-1) >= 0 || limits.high().orElse(1) <= 0) {
                throw new IllegalArgumentException(
                        "low is by how much the point may fall, high by how much it may rise; use"
                                + " a low below 0, a high above 0");
            }
            double least = Math.min(
                    -limits.low().orElse(-Double.MAX_VALUE), limits.high().orElse(Double.MAX_VALUE));
            if (limits.deadband() >= least) {
                throw new IllegalArgumentException(
                        "deadband is as much as the point may change, or more; use a smaller one");
            }
            if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("window_seconds is " + window.toSeconds() + "; use "
                        + SHORTEST_WINDOW.toSeconds() + " to " + LONGEST.toSeconds());
            }
        }
    }

    /** Not in the state, or not of the value, of another point: a fan that is told to run and does not. */
    public record Mismatch(PointId with) implements Offence {
        public Mismatch {
            Objects.requireNonNull(with, "with");
        }

        @Override
        public Optional<PointId> other() {
            return Optional.of(with);
        }
    }
}
