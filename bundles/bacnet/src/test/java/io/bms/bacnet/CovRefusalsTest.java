// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.enumerated.ErrorClass;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.error.ErrorClassAndCode;
import io.bms.api.point.PointId;
import io.bms.bacnet.value.DeviceRefusal;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Who is asked again to report, and when. */
public class CovRefusalsTest {
    private static final DeviceRefusal OF_OBJECT = error(ErrorCode.unknownObject);
    private static final DeviceRefusal NO_SPACE = error(ErrorCode.noSpaceToAddListElement);
    private static final DeviceRefusal NO_SERVICE =
            new DeviceRefusal(DeviceRefusal.Kind.REJECT, "unrecognized-service");

    private final CovRefusals refusals = new CovRefusals();

    private static DeviceRefusal error(ErrorCode code) {
        return DeviceRefusal.of(new ErrorClassAndCode(ErrorClass.object, code));
    }

    private static PointId point(int instance) {
        return new PointId(1, "analogInput", instance);
    }

    private static long minutes(int minutes) {
        return TimeUnit.MINUTES.toNanos(minutes);
    }

    @Test
    public void ofAnObject_howeverMany_costOnlyThoseAndAreTriedAgainLaterAndLater() {
        for (int instance = 1; instance <= 10; instance++) {
            refusals.refused(point(instance), OF_OBJECT, 0);
        }
        assertTrue(refusals.mayAsk(point(11), 0));
        assertFalse(refusals.mayAsk(point(1), minutes(59)));
        assertTrue(refusals.mayAsk(point(1), minutes(61)));
        refusals.refused(point(1), OF_OBJECT, minutes(61));
        assertFalse(refusals.mayAsk(point(1), minutes(61 + 119)));
        assertTrue(refusals.mayAsk(point(1), minutes(61 + 121)));
    }

    @Test
    public void ofABusyDevice_isTriedAgainSoonerThanOfAnObject() {
        refusals.refused(point(1), error(ErrorCode.deviceBusy), 0);
        assertFalse(refusals.mayAsk(point(1), minutes(9)));
        assertTrue(refusals.mayAsk(point(1), minutes(11)));
        assertTrue(refusals.mayAsk(point(2), 0));
    }

    @Test
    public void ofSpace_threeInARow_endTheRestForATime() {
        refusals.refused(point(1), NO_SPACE, 0);
        refusals.refused(point(2), NO_SPACE, 0);
        refusals.accepted(point(3));
        refusals.refused(point(4), NO_SPACE, 0);
        refusals.refused(point(5), OF_OBJECT, 0);
        refusals.refused(point(6), NO_SPACE, 0);
        assertTrue(refusals.mayAsk(point(9), 0));
        refusals.refused(point(7), NO_SPACE, 0);
        assertFalse(refusals.mayAsk(point(9), minutes(9)));
        assertTrue(refusals.mayAsk(point(9), minutes(11)));
    }

    @Test
    public void ofTheService_endAtOnceForLongerEachTime_untilARestart() {
        int now = 0;
        for (int pause : new int[] {10, 20, 40, 80, 160, 240, 240}) {
            refusals.refused(point(1), NO_SERVICE, minutes(now));
            assertFalse("" + pause, refusals.mayAsk(point(2), minutes(now + pause - 1)));
            assertTrue("" + pause, refusals.mayAsk(point(2), minutes(now + pause)));
            now += pause;
        }
        refusals.refused(point(1), NO_SERVICE, minutes(now));
        refusals.forget();
        assertTrue(refusals.mayAsk(point(2), minutes(now)));
        assertEquals("and as at first", true, refusals.mayAsk(point(1), minutes(now)));
    }

    @Test
    public void silences_pauseThePoint_andThreeInARowTheDevice() {
        refusals.mute(point(1), 0);
        refusals.mute(point(2), 0);
        assertFalse(refusals.mayAsk(point(1), minutes(9)));
        assertTrue(refusals.mayAsk(point(1), minutes(11)));
        assertTrue(refusals.mayAsk(point(9), 0));
        refusals.accepted(point(3));
        refusals.mute(point(4), 0);
        refusals.mute(point(5), 0);
        assertTrue(refusals.mayAsk(point(9), 0));
        refusals.mute(point(6), 0);
        assertFalse(refusals.mayAsk(point(9), minutes(9)));
        assertTrue(refusals.mayAsk(point(9), minutes(11)));
        refusals.mute(point(1), minutes(11));
        assertFalse(refusals.mayAsk(point(1), minutes(11 + 19)));
    }
}
