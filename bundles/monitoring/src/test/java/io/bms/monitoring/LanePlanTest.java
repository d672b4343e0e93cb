// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

public class LanePlanTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    @Test
    public void of_sameDevice_isTheSamePlan() {
        assertEquals(LanePlan.of(Devices.device(7, 3, MINUTE)), LanePlan.of(Devices.device(7, 3, MINUTE)));
    }

    @Test
    public void of_severalIntervals_groupsEnabledPointsByInterval() {
        Device plain = Devices.device(7, 3, MINUTE);
        List<Point> points = new ArrayList<>(plain.points());
        points.set(1, new Point(points.get(1).object(), true, Duration.ofSeconds(1), 0, ReadMode.AUTO));
        points.set(2, new Point(points.get(2).object(), false, MINUTE, 0, ReadMode.AUTO));
        Device device = new Device(7, plain.address(), "", "", "", true, points);
        LanePlan plan = LanePlan.of(device);
        assertEquals(
                List.of(List.of(points.get(1).id()), List.of(points.get(0).id())),
                plan.groups().stream().map(LanePlan.Group::points).toList());
    }

    @Test
    public void of_longInterval_readsSoonAndThenHalfToOneAndAHalfIntervalsLater() {
        for (int deviceId = 1001; deviceId < 1101; deviceId++) {
            LanePlan.Group group =
                    LanePlan.of(Devices.device(deviceId, 1, MINUTE)).groups().get(0);
            assertTrue("" + group, group.first().compareTo(LanePlan.SOON) < 0);
            Duration gap = group.phase().minus(group.first());
            assertTrue("" + group, gap.compareTo(MINUTE.dividedBy(2)) >= 0);
            assertTrue("" + group, gap.compareTo(MINUTE.multipliedBy(3).dividedBy(2)) <= 0);
        }
    }

    @Test
    public void of_shortInterval_readsOncePerIntervalFromTheFirst() {
        LanePlan.Group group = LanePlan.of(Devices.device(1001, 1, Duration.ofSeconds(1)))
                .groups()
                .get(0);
        assertEquals(group.first().plusSeconds(1), group.phase());
    }

    @Test
    public void of_hundredNeighbours_areSpreadOverTheWholeInterval() {
        long[] perTenth = new long[10];
        IntStream.range(1001, 1101)
                .mapToObj(id -> LanePlan.of(Devices.device(id, 1, MINUTE))
                        .groups()
                        .get(0)
                        .phase())
                .forEach(phase -> perTenth[(int) (phase.toMillis() % 60_000 / 6_000)]++);
        for (long count : perTenth) {
            assertTrue(java.util.Arrays.toString(perTenth), count >= 8 && count <= 12);
        }
    }
}
