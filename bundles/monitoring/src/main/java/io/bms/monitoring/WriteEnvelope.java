// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.WriteLimits;
import io.bms.api.point.PointId;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointRange;
import io.bms.api.point.PointValue;
import io.bms.settings.UnusableSetting;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the operator allows to be written, whoever asks. What the gateway wrote may always be released. */
record WriteEnvelope(WriteLimits limits) {
    static final WriteEnvelope OPEN = new WriteEnvelope(WriteLimits.NONE);

    /** In place of a limit that cannot be understood: a pattern that no point has, a range that no number is in. */
    static final Map<String, String> NOTHING =
            Map.of("writeAllow", "0.nothing.0", "writeRanges", "*.*.*=Infinity..Infinity");

    static WriteEnvelope of(MonitoringConfig config) {
        int lease = UnusableSetting.unlessWithin("writeLeaseSeconds", config.writeLeaseSeconds(), 0, 31_536_000);
        return new WriteEnvelope(new WriteLimits(
                words("writeAllow", config.writeAllow(), PointPattern::parse),
                words("writeRanges", config.writeRanges(), PointRange::parse),
                UnusableSetting.unlessWithin("writeHighestPriority", config.writeHighestPriority(), 1, 16),
                lease == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(lease))));
    }

    private static <T> List<T> words(String key, String list, Function<String, T> parse) {
        return Arrays.stream(list.split("[,\\s]+"))
                .filter(word -> !word.isBlank())
                .map(word -> word(key, word, parse))
                .toList();
    }

    private static <T> T word(String key, String word, Function<String, T> parse) {
        try {
            return parse.apply(word);
        } catch (IllegalArgumentException e) {
            throw new UnusableSetting(key, word, e.getMessage());
        }
    }

    /**
     * After what time the gateway releases what it writes: the operator's, or the one asked for where that is shorter.
     */
    Optional<Duration> lease(SetValueToPoint command) {
        return limits.lease(command);
    }

    /**
     * Why the command is refused, if it is.
     *
     * @param held the gateway wrote what stands there now
     */
    Optional<Failure> refusal(SetValueToPoint command, boolean held) {
        PointId point = command.pointId();
        if (held && command.value().equals(PointValue.NULL)) {
            return Optional.empty();
        }
        if (!limits.allowPoint(point)) {
            return Optional.of(new Failure(
                    ErrorCode.DENIED,
                    "writing " + point + " is not allowed here; add it to writeAllow in io.bms.monitoring.cfg"));
        }
        if (!limits.allowPriority(command.priority())) {
            return Optional.of(new Failure(
                    ErrorCode.DENIED,
                    "priority " + command.priority() + " is not allowed here; use " + limits.highestPriority()
                            + " to 16"));
        }
        return limits.exceeded(command)
                .map(range -> new Failure(
                        ErrorCode.OUT_OF_RANGE,
                        "the operator allows " + point + " values from " + range.low() + " to " + range.high()
                                + "; send one in that range"));
    }
}
