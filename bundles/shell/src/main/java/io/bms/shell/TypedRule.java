// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.alarm.AlarmRule.SuppressWhen;
import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;

/** A rule of alarm as it is typed. */
abstract class TypedRule implements Action {
    static final String TYPES = "limits, state, deviation, rate, mismatch, quality or stuck";

    @Argument(
            index = 0,
            name = "alarm",
            required = true,
            description = "The alarm that it raises, point and name: 1002.analogInput.3.supply-high")
    private String alarm;

    @Argument(index = 1, name = "type", required = true, description = TYPES)
    private String type;

    @Option(
            name = "--low",
            description = "Of limits the least value, of deviation how far below the other point it may"
                    + " be, of rate how far it may fall: below 0")
    private String low = "";

    @Option(
            name = "--high",
            description = "Of limits the most value, of deviation how far above the other point it may"
                    + " be, of rate how far it may rise")
    private String high = "";

    @Option(name = "--deadband", description = "By how much it has to be back inside before the alarm is gone")
    private String deadband = "0";

    @Option(name = "--states", description = "Of state: those that are an alarm, as in 3,4")
    private String states = "";

    @Option(name = "--other", description = "Of deviation and mismatch: the point that it is compared with")
    private String other;

    @Option(name = "--window", description = "Of rate: within how many seconds, 10 to 86400")
    private String window = "300";

    @Option(name = "--delay", description = "For how many seconds it has to be so, 0 to 86400")
    private String delay = "60";

    @Option(name = "--clear-delay", description = "For how many seconds it has to be otherwise, 0 to 86400")
    private String clearDelay = "0";

    @Option(name = "--priority", description = "critical, high, medium or low")
    private String priority = AlarmPriority.MEDIUM.wireName();

    @Option(name = "--text", description = "What is wrong, in place of device and point")
    private String text = "";

    @Option(name = "--suppress-point", description = "The point whose state keeps this one from being judged")
    private String suppressPoint;

    @Option(name = "--suppress-states", description = "Those states, as in 0 or 1,2")
    private String suppressStates = "0";

    @Option(name = "--hold", description = "For how many seconds after it is not judged either, 0 to 86400")
    private String hold = "0";

    @Option(name = "--latching", description = "The alarm stays until somebody resolves it, though its cause is gone")
    private boolean latching;

    final AlarmRule rule() throws Refused {
        try {
            int name = alarm.lastIndexOf('.');
            PointId point = PointId.parse(name < 0 ? alarm : alarm.substring(0, name));
            return new AlarmRule(
                    alarm.substring(name + 1),
                    point,
                    offence(),
                    seconds("--delay", delay),
                    seconds("--clear-delay", clearDelay),
                    AlarmPriority.of(priority),
                    Optional.of(text).filter(words -> !words.isBlank()),
                    suppressPoint == null
                            ? Optional.empty()
                            : Optional.of(new SuppressWhen(
                                    PointId.parse(suppressPoint), states(suppressStates), seconds("--hold", hold))),
                    latching);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }

    private AlarmRule.Offence offence() throws Refused {
        return switch (type) {
            case "limits" -> limits();
            case "state" -> states(states);
            case "deviation" -> new AlarmRule.Deviation(other(), limits());
            case "rate" -> new AlarmRule.Rate(limits(), seconds("--window", window));
            case "mismatch" -> new AlarmRule.Mismatch(other());
            case "quality" -> new AlarmRule.BadQuality();
            case "stuck" -> new AlarmRule.Stuck();
            default -> throw new IllegalArgumentException(type + " is no type of rule; use " + TYPES);
        };
    }

    private Limits limits() throws Refused {
        return new Limits(
                number("--low", low),
                number("--high", high),
                number("--deadband", deadband).orElse(0));
    }

    /** Empty where nothing was typed. */
    private static OptionalDouble number(String option, String typed) throws Refused {
        if (typed.isBlank()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(TypedNumber.of(typed)
                .map(value -> value.asNumber().orElseThrow())
                .orElseThrow(() -> new Refused(option + " " + typed + " is no number; write one, such as 28.5.")));
    }

    private static Duration seconds(String option, String typed) throws Refused {
        try {
            return Duration.ofSeconds(Integer.parseInt(typed.strip()));
        } catch (NumberFormatException e) {
            throw new Refused(option + " " + typed + " is no number of seconds; write a whole one, such as 60.");
        }
    }

    private PointId other() {
        if (other == null) {
            throw new IllegalArgumentException("--other is missing; say which point it is compared with");
        }
        return PointId.parse(other);
    }

    private static States states(String typed) {
        try {
            return new States(Arrays.stream(typed.split(","))
                    .map(String::trim)
                    .filter(state -> !state.isEmpty())
                    .map(Integer::valueOf)
                    .collect(Collectors.toSet()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + typed + "' is no list of states; write them as in 3,4", e);
        }
    }

    /** What a rule is about, in words. */
    static String words(AlarmRule rule) {
        String what = what(rule.offence());
        String suppressed = rule.suppressWhen()
                .map(it -> ", not while " + it.pointId() + " is " + list(it.when())
                        + (it.hold().isZero() ? "" : " and " + it.hold().toSeconds() + " s after"))
                .orElse("");
        return what
                + (rule.delay().isZero() ? "" : " for " + rule.delay().toSeconds() + " s")
                + suppressed
                + (rule.latching() ? ", stays until it is resolved" : "");
    }

    private static String what(AlarmRule.Offence offence) {
        if (offence instanceof Limits limits) {
            return words(limits, "below ", "above ");
        }
        if (offence instanceof States states) {
            return "is " + list(states);
        }
        if (offence instanceof AlarmRule.Deviation deviation) {
            return words(deviation.limits(), "difference below ", "difference above ") + " from " + deviation.from();
        }
        if (offence instanceof AlarmRule.Rate rate) {
            return words(rate.limits(), "change below ", "change above ") + " within "
                    + rate.window().toSeconds() + " s";
        }
        if (offence instanceof AlarmRule.Mismatch mismatch) {
            return "not as " + mismatch.with();
        }
        return offence instanceof AlarmRule.Stuck ? "the same value" : "cannot be read";
    }

    private static String words(Limits limits, String below, String above) {
        String low = limits.low().isPresent() ? below + limits.low().getAsDouble() : "";
        String high = limits.high().isPresent() ? above + limits.high().getAsDouble() : "";
        return low + (low.isEmpty() || high.isEmpty() ? "" : " or ") + high;
    }

    private static String list(States states) {
        return states.states().stream().sorted().map(String::valueOf).collect(Collectors.joining(" or "));
    }
}
