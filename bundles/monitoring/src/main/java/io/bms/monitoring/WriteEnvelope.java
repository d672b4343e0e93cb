// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.settings.UnusableSetting;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the operator allows to be written, whoever asks. What the gateway wrote may always be released.
 *
 * @param allow empty: every point
 * @param ranges all that match a point must hold
 * @param highestPriority the most urgent one allowed, where 1 is the most urgent of all
 * @param lease the time after which the gateway releases what it wrote; empty: never
 */
record WriteEnvelope(List<PointPattern> allow, List<Range> ranges, int highestPriority, Optional<Duration> lease) {
    static final WriteEnvelope OPEN = new WriteEnvelope(List.of(), List.of(), 1, Optional.empty());

    /** In place of a limit that cannot be understood: a pattern that no point has, a range that no number is in. */
    static final Map<String, String> NOTHING =
            Map.of("writeAllow", "0.nothing.0", "writeRanges", "*.*.*=Infinity..Infinity");

    /** The values that some points may get, both ends included. */
    record Range(PointPattern points, double low, double high) {}

    static WriteEnvelope of(MonitoringConfig config) {
        int lease = UnusableSetting.unlessWithin("writeLeaseSeconds", config.writeLeaseSeconds(), 0, 31_536_000);
        return new WriteEnvelope(
                words(config.writeAllow()).stream()
                        .map(word -> PointPattern.parse("writeAllow", word))
                        .toList(),
                words(config.writeRanges()).stream().map(WriteEnvelope::range).toList(),
                UnusableSetting.unlessWithin("writeHighestPriority", config.writeHighestPriority(), 1, 16),
                lease == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(lease)));
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split("[,\\s]+"))
                .filter(word -> !word.isBlank())
                .toList();
    }

    private static Range range(String word) {
        String[] sides = word.split("=", 2);
        String[] ends = sides.length == 2 ? sides[1].split("\\.\\.", 2) : new String[0];
        try {
            if (ends.length == 2 && Double.parseDouble(ends[0]) <= Double.parseDouble(ends[1])) {
                return new Range(
                        PointPattern.parse("writeRanges", sides[0]),
                        Double.parseDouble(ends[0]),
                        Double.parseDouble(ends[1]));
            }
        } catch (NumberFormatException e) {
            throw badRange(word);
        }
        throw badRange(word);
    }

    private static UnusableSetting badRange(String word) {
        return new UnusableSetting(
                "writeRanges", word, "'" + word + "' is no range; write it as in *.analogValue.*=10..30");
    }

    /**
     * After what time the gateway releases what it writes: the operator's, or the one asked for where that is shorter.
     */
    Optional<Duration> lease(SetValueToPoint command) {
        return Stream.concat(lease.stream(), command.releaseAfter().stream()).min(Comparator.naturalOrder());
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
        if (!allow.isEmpty() && allow.stream().noneMatch(pattern -> pattern.matches(point))) {
            return Optional.of(new Failure(
                    ErrorCode.DENIED,
                    "writing " + point + " is not allowed here; add it to writeAllow in io.bms.monitoring.cfg"));
        }
        if (command.priority() < highestPriority) {
            return Optional.of(new Failure(
                    ErrorCode.DENIED,
                    "priority " + command.priority() + " is not allowed here; use " + highestPriority + " to 16"));
        }
        OptionalDouble number = command.value().asNumber();
        return number.isEmpty()
                ? Optional.empty()
                : ranges.stream()
                        .filter(range -> range.points().matches(point))
                        .filter(range -> !(number.getAsDouble() >= range.low() && number.getAsDouble() <= range.high()))
                        .findFirst()
                        .map(range -> new Failure(
                                ErrorCode.OUT_OF_RANGE,
                                "the operator allows " + point + " values from " + range.low() + " to " + range.high()
                                        + "; send one in that range"));
    }
}
