// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Before;
import org.junit.Test;

public class PointGateTest {
    private static final PointId ID = Devices.point(1, 1);
    private static final PointId OTHER = Devices.point(1, 2);

    private final ManualClock clock = new ManualClock();
    private final PointGate gate = new PointGate(clock, Pace.NORMAL.hold());

    @Before
    public void before() {
        gate.points(Map.of(ID, point(ID, 0.5), OTHER, point(OTHER, 0)));
    }

    @Test
    public void offer_firstSample_goesOut() {
        assertTrue(sends(Samples.good(ID, 20)));
    }

    @Test
    public void offer_withinTheDeadbandOfWhatWasSent_doesNotGoOut() {
        sends(Samples.good(ID, 20));
        assertFalse(sends(Samples.good(ID, 20.25f)));
        assertFalse("exactly the deadband", sends(Samples.good(ID, 20.5f)));
        assertTrue("small steps add up", sends(Samples.good(ID, 20.75f)));
        assertFalse("counted from there", sends(Samples.good(ID, 20.5f)));
    }

    @Test
    public void offer_noDeadband_anyMoveGoesOut() {
        sends(Samples.good(OTHER, 20));
        assertFalse(sends(Samples.good(OTHER, 20)));
        assertTrue(sends(Samples.good(OTHER, Math.nextUp(20f))));
    }

    @Test
    public void offer_whatIsNoNumber_goesOutWhenItChanges() {
        sends(Samples.sample(ID, new PointValue.Bool(true), Quality.GOOD));
        assertFalse(sends(Samples.sample(ID, new PointValue.Bool(true), Quality.GOOD)));
        assertTrue(sends(Samples.sample(ID, new PointValue.Bool(false), Quality.GOOD)));
        assertTrue(sends(Samples.sample(ID, new PointValue.Text("off"), Quality.GOOD)));
    }

    @Test
    public void offer_qualityOrFlagsChanged_goesOut() {
        sends(Samples.good(ID, 20));
        assertTrue(sends(Samples.sample(ID, PointValue.NULL, Quality.BAD)));
        assertFalse(sends(Samples.sample(ID, PointValue.NULL, Quality.BAD)));
        assertTrue(sends(Samples.good(ID, 20)));
        assertTrue(sends(new Sample(
                ID,
                new PointValue.Real(20),
                Quality.GOOD,
                Set.of(StatusFlag.IN_ALARM),
                ManualClock.START,
                Duration.ofSeconds(1))));
    }

    @Test
    public void offer_failedForAnotherReason_goesOut() {
        assertTrue(sends(failed("unknown object")));
        assertFalse(sends(failed("unknown object")));
        assertTrue(sends(failed("read access denied")));
    }

    private static Sample failed(String why) {
        return new Sample(
                ID,
                PointValue.NULL,
                Quality.BAD,
                Set.of(),
                ManualClock.START,
                Duration.ofSeconds(1),
                Optional.of(new Failure(ErrorCode.DEVICE_ERROR, why)));
    }

    @Test
    public void offer_heldForLonger_goesOutSoThatNobodyTakesItForStale() {
        sends(Samples.good(ID, 20));
        Sample reported = new Sample(
                ID, new PointValue.Real(20), Quality.GOOD, Set.of(), ManualClock.START, Duration.ofMinutes(5));
        assertTrue(sends(reported));
        assertFalse(sends(reported));
    }

    @Test
    public void offer_tenMinutesAfterTheLast_goesOut() {
        sends(Samples.good(ID, 20));
        clock.advance(Duration.ofMillis(599_999));
        assertFalse(sends(Samples.good(ID, 20)));
        clock.advance(Duration.ofMillis(1));
        assertTrue(sends(Samples.good(ID, 20)));
    }

    @Test
    public void offer_whileOneWaits_theNewestTakesItsPlace() {
        gate.offer(Samples.good(ID, 20));
        gate.offer(Samples.good(OTHER, 1));
        gate.offer(Samples.good(ID, 20.25f));
        assertEquals(Optional.of(Samples.good(ID, 20.25f)), gate.take());
        assertEquals(Optional.of(Samples.good(OTHER, 1)), gate.take());
        assertEquals(Optional.empty(), gate.take());
    }

    @Test
    public void giveBack_nothingNewer_goesOutAgain() {
        gate.offer(Samples.good(ID, 20));
        Sample taken = gate.take().orElseThrow();
        gate.giveBack(taken);
        assertEquals(Optional.of(taken), gate.take());
    }

    @Test
    public void giveBack_somethingNewerWaits_isForgotten() {
        gate.offer(Samples.good(ID, 20));
        Sample taken = gate.take().orElseThrow();
        gate.offer(Samples.good(ID, 30));
        gate.giveBack(taken);
        assertEquals(Optional.of(Samples.good(ID, 30)), gate.take());
        assertEquals(Optional.empty(), gate.take());
    }

    @Test
    public void points_pointRemoved_itsSampleIsForgottenAndRefused() {
        gate.offer(Samples.good(ID, 20));
        gate.points(Map.of(OTHER, point(OTHER, 0)));
        assertFalse(gate.offer(Samples.good(ID, 21)));
        gate.giveBack(Samples.good(ID, 20));
        assertEquals(Optional.empty(), gate.take());
    }

    @Test
    public void startOver_sameValue_goesOutAgain() {
        sends(Samples.good(ID, 20));
        gate.startOver();
        assertTrue(sends(Samples.good(ID, 20)));
    }

    private boolean sends(Sample sample) {
        gate.offer(sample);
        return gate.take().isPresent();
    }

    private static Point point(PointId id, double deadband) {
        return new Point(
                Devices.site(Devices.device(1, 2, Duration.ofSeconds(1)))
                        .point(id)
                        .orElseThrow()
                        .object(),
                true,
                Duration.ofSeconds(1),
                deadband,
                ReadMode.AUTO);
    }
}
