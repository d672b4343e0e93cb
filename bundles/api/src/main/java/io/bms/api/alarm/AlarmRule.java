// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A rule of the gateway's own: when a point is in alarm (docs/wire.md, "get_config"). Point and name say which rule it
 * is.
 *
 * @param name 1 to 40 of {@code a-z 0-9 -}, but not {@value #DEVICES_OWN}
 * @param offence what the point must not be
 * @param delay for how long it has to be so before it is an alarm, up to {@link #LONGEST}
 * @param clearDelay for how long it has to be otherwise before the alarm is gone, up to {@link #LONGEST}
 * @param text what is wrong, in words for people, of 1 to {@value #MOST_TEXT} characters; the rule's own words if empty
 */
public record AlarmRule(
        String name,
        PointId pointId,
        Offence offence,
        Duration delay,
        Duration clearDelay,
        AlarmPriority priority,
        Optional<String> text) {
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

    /** What a point must not be. */
    public sealed interface Offence {}

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
}
