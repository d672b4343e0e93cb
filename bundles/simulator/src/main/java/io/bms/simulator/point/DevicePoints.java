// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import io.bms.simulator.building.Actuator;
import io.bms.simulator.building.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * A device's points, up to the number wanted. They are numbered by blocks, as an integrator would: the device's own
 * objects count from 1, those of its first zone or meter from 101, of the second from 201. So what belongs together
 * has the same instance number.
 */
final class DevicePoints {
    private record Series(int block, PointKind kind, Class<? extends Shape> shape) {}

    private static final int BLOCK = 100;

    private final int wanted;
    private final List<SimulatedPoint> points = new ArrayList<>();
    private final Map<Series, Integer> used = new HashMap<>();
    private int block;

    DevicePoints(int wanted) {
        this.wanted = wanted;
    }

    DevicePoints block(int number) {
        block = number;
        return this;
    }

    DevicePoints input(String name, String description, Shape shape, DoubleSupplier source) {
        return add(PointKind.INPUT, name, description, shape, new Port.Reading(source), Optional.empty());
    }

    /** A sensor that reports events. */
    DevicePoints input(String name, String description, Shape shape, DoubleSupplier source, EventRule events) {
        return add(PointKind.INPUT, name, description, shape, new Port.Reading(source), Optional.of(events));
    }

    DevicePoints output(String name, String description, Shape shape, Actuator actuator) {
        return add(PointKind.OUTPUT, name, description, shape, new Port.Output(actuator), Optional.empty());
    }

    DevicePoints value(String name, String description, Shape shape, Setting setting) {
        return add(PointKind.VALUE, name, description, shape, new Port.Target(setting), Optional.empty());
    }

    DevicePoints value(String name, String description, Shape shape, Actuator actuator) {
        return add(PointKind.VALUE, name, description, shape, new Port.Output(actuator), Optional.empty());
    }

    private DevicePoints add(
            PointKind kind, String name, String description, Shape shape, Port port, Optional<EventRule> events) {
        if (!full()) {
            int instance = block * BLOCK + used.merge(new Series(block, kind, shape.getClass()), 1, Integer::sum);
            points.add(new SimulatedPoint(kind, shape, instance, name, description, port, events));
        }
        return this;
    }

    boolean full() {
        return points.size() >= wanted;
    }

    List<SimulatedPoint> points() {
        return List.copyOf(points);
    }
}
