// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class QualityRuleTest {
    private static final PointId POINT = Devices.point(1, 1);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final PointValue VALUE = new PointValue.Real(22.5f);

    @Test
    public void sample_plainValue_isGoodAtTheTimeOfTheRead() {
        Sample sample = QualityRule.sample(read(VALUE, true), INTERVAL, true);
        assertEquals(new Sample(POINT, VALUE, Quality.GOOD, Set.of(), ManualClock.START, INTERVAL), sample);
    }

    @Test
    public void sample_failedRead_isBadWithoutValue() {
        ReadOutcome failed =
                new ReadOutcome.Failed(POINT, new Failure(ErrorCode.DEVICE_TIMEOUT, "silent"), ManualClock.START);
        assertQuality(failed, Quality.BAD, PointValue.NULL);
    }

    @Test
    public void sample_failedRead_saysWhyAsLongAsNothingElseIsKnown() {
        Failure why = new Failure(ErrorCode.DEVICE_ERROR, "unknown object");
        Sample failed = QualityRule.sample(new ReadOutcome.Failed(POINT, why, ManualClock.START), INTERVAL, true);
        assertEquals(Optional.of(why), failed.failure());
        assertEquals(Optional.of(why), QualityRule.unconfirmed(failed).failure());
        assertEquals(
                Optional.empty(),
                QualityRule.sample(read(new PointValue.Real(Float.NaN), true), INTERVAL, true)
                        .failure());
    }

    @Test
    public void sample_unreliable_isBadAndKeepsTheValue() {
        assertQuality(read(VALUE, false), Quality.BAD, VALUE);
    }

    @Test
    public void sample_fault_isBadAndKeepsTheValueEvenWhenOutOfService() {
        assertQuality(read(VALUE, true, StatusFlag.FAULT, StatusFlag.OUT_OF_SERVICE), Quality.BAD, VALUE);
    }

    @Test
    public void sample_notANumberOrInfinite_isBadWithoutValue() {
        assertQuality(read(new PointValue.Real(Float.NaN), true), Quality.BAD, PointValue.NULL);
        assertQuality(read(new PointValue.Double(Double.NEGATIVE_INFINITY), true), Quality.BAD, PointValue.NULL);
    }

    @Test
    public void sample_outOfServiceOrOverridden_isUncertain() {
        assertQuality(read(VALUE, true, StatusFlag.OUT_OF_SERVICE), Quality.UNCERTAIN, VALUE);
        assertQuality(read(VALUE, true, StatusFlag.OVERRIDDEN), Quality.UNCERTAIN, VALUE);
    }

    @Test
    public void sample_inAlarm_isGood() {
        assertQuality(read(VALUE, true, StatusFlag.IN_ALARM), Quality.GOOD, VALUE);
    }

    @Test
    public void sample_whileStopped_isUncertain() {
        assertEquals(
                Quality.UNCERTAIN,
                QualityRule.sample(read(VALUE, true), INTERVAL, false).quality());
    }

    @Test
    public void unconfirmed_goodAndBad_keepValueAndTimeAndBadStaysBad() {
        Sample good = QualityRule.sample(read(VALUE, true), INTERVAL, true);
        Sample bad = QualityRule.sample(read(VALUE, false), INTERVAL, true);
        assertEquals(
                new Sample(POINT, VALUE, Quality.UNCERTAIN, Set.of(), ManualClock.START, INTERVAL),
                QualityRule.unconfirmed(good));
        assertEquals(bad, QualityRule.unconfirmed(bad));
    }

    private static ReadOutcome read(PointValue value, boolean reliable, StatusFlag... flags) {
        return new ReadOutcome.Value(POINT, value, Set.of(flags), reliable, ManualClock.START);
    }

    private static void assertQuality(ReadOutcome outcome, Quality quality, PointValue value) {
        Sample sample = QualityRule.sample(outcome, INTERVAL, true);
        assertEquals(quality, sample.quality());
        assertEquals(value, sample.value());
    }
}
