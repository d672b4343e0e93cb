// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.simulator.building.Weather;
import io.bms.simulator.building.Wing;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.Test;

public class ControllerTest {
    @Test
    public void points_anyCount_areExactlySoManyAndAllDifferent() {
        for (Controller controller : Controller.values()) {
            for (int count : new int[] {1, 2, 7, 30, 31, 100, 1000}) {
                List<SimulatedPoint> points = controller.points(wing(), count);
                assertEquals(controller + " with " + count, count, points.size());
                assertEquals(
                        controller + " names",
                        count,
                        points.stream().map(SimulatedPoint::name).distinct().count());
                assertEquals(
                        controller + " ids",
                        count,
                        points.stream()
                                .map(p -> p.shape().getClass() + "/" + p.kind() + "/" + p.instance())
                                .distinct()
                                .count());
            }
        }
    }

    @Test
    public void points_byDefault_haveEveryRoleAndShape() {
        long kinds = List.of(Controller.values()).stream()
                .flatMap(controller -> controller.points(wing(), 30).stream())
                .map(p -> p.shape().getClass() + "/" + p.kind())
                .distinct()
                .count();
        assertEquals(9, kinds);
    }

    @Test
    public void airHandler_byDefault_hasTheIdsOfTheManual() {
        List<String> names = Controller.AIR_HANDLER.points(wing(), 30).stream()
                .filter(p -> p.shape() instanceof Shape.Analog)
                .map(p -> p.kind() + " " + p.instance() + " " + p.name())
                .collect(Collectors.toList());
        assertTrue(
                names.toString(),
                names.containsAll(List.of(
                        "INPUT 1 Supply Air Temp",
                        "VALUE 1 Supply Air Temp Setpoint",
                        "INPUT 101 Zone 1 Temperature",
                        "VALUE 101 Zone 1 Temperature Setpoint",
                        "OUTPUT 101 Zone 1 Reheat Valve",
                        "INPUT 401 Zone 4 Temperature")));
    }

    @Test
    public void ofDevice_fifth_startsTheNextWing() {
        assertEquals(Controller.AIR_HANDLER, Controller.ofDevice(0));
        assertEquals(Controller.METERS, Controller.ofDevice(3));
        assertEquals(Controller.AIR_HANDLER, Controller.ofDevice(4));
    }

    private static Wing wing() {
        return new Wing(1, new Weather(1));
    }
}
