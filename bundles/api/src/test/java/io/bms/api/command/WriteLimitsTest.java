// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.point.PointId;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointRange;
import io.bms.api.point.PointValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public final class WriteLimitsTest {
    private static final PointId POINT = PointId.parse("1001.analogValue.3");
    private static final Optional<Duration> MINUTE = Optional.of(Duration.ofMinutes(1));

    private static SetValueToPoint write(PointValue value) {
        return new SetValueToPoint(POINT, value, 8);
    }

    private static WriteLimits ranges(String... ranges) {
        return new WriteLimits(
                List.of(), List.of(ranges).stream().map(PointRange::parse).toList(), 1, Optional.empty());
    }

    @Test
    public void patternAndRange_written_areReadAgain() {
        for (String text : List.of("1001.analogValue.3", "*.proprietary-300.*", "*.*.7")) {
            assertEquals(text, PointPattern.parse(text).toString());
        }
        for (String text : List.of("*.*.*=10..30", "1.analogValue.*=-0.5..1.0E20", "*.*.*=-Infinity..0")) {
            assertEquals(text, PointRange.parse(text).toString());
        }
        for (String bad : List.of("*.*.*=30..10", "*.*.*=a..b", "*.*.*", "*.*.*=NaN..1", "1001=1..2", "")) {
            assertThrows(bad, IllegalArgumentException.class, () -> PointRange.parse(bad));
        }
    }

    @Test
    public void exceeded_severalRanges_allThatMatchHold() {
        WriteLimits limits = ranges("*.analogValue.*=10..30", "1001.*.*=0..20", "*.binaryValue.*=0..0");
        assertEquals(Optional.empty(), limits.exceeded(write(new PointValue.Real(20))));
        assertEquals(
                "1001.*.*=0..20",
                limits.exceeded(write(new PointValue.Real(21))).orElseThrow().toString());
        assertEquals(
                "*.analogValue.*=10..30",
                limits.exceeded(write(new PointValue.Double(9.9))).orElseThrow().toString());
        assertEquals("a release", Optional.empty(), limits.exceeded(write(PointValue.NULL)));
        assertEquals(
                "NaN is in no range",
                true,
                limits.exceeded(write(new PointValue.Double(Double.NaN))).isPresent());
    }

    @Test
    public void within_aLease_isTheShorterOfBothAndNoneForARelease() {
        WriteLimits limits = new WriteLimits(List.of(), List.of(), 1, MINUTE);
        assertEquals(MINUTE, write(new PointValue.Real(20)).within(limits).releaseAfter());
        assertEquals(write(PointValue.NULL), write(PointValue.NULL).within(limits));
        assertEquals(
                write(new PointValue.Real(1)), write(new PointValue.Real(1)).within(WriteLimits.NONE));
    }

    @Test
    public void limits_whatIsNotAllowed_isRefused() {
        for (int priority : new int[] {0, 17}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new WriteLimits(List.of(), List.of(), priority, Optional.empty()));
        }
        for (Duration lease : List.of(Duration.ZERO, Duration.ofDays(366))) {
            assertThrows(
                    IllegalArgumentException.class, () -> new WriteLimits(List.of(), List.of(), 1, Optional.of(lease)));
        }
    }
}
