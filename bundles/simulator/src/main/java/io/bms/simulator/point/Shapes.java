// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import java.util.List;

/** The shapes that the building's points have, so that every temperature looks like every other. */
final class Shapes {
    static final Shape TEMPERATURE = new Shape.Analog(Unit.CELSIUS, 0.1, 0.2);
    static final Shape SETPOINT = new Shape.Analog(Unit.CELSIUS, 0.1, 0.1).within(5, 40);
    static final Shape WATER_SETPOINT = new Shape.Analog(Unit.CELSIUS, 0.1, 0.1).within(4, 95);
    static final Shape PERCENT = new Shape.Analog(Unit.PERCENT, 0.1, 1).within(0, 100);
    static final Shape HUMIDITY = new Shape.Analog(Unit.RELATIVE_HUMIDITY, 0.1, 1);
    static final Shape PRESSURE = new Shape.Analog(Unit.PASCAL, 1, 5);
    static final Shape WATER_PRESSURE = new Shape.Analog(Unit.BAR, 0.01, 0.05);
    static final Shape CO2 = new Shape.Analog(Unit.PPM, 1, 20);
    static final Shape POWER = new Shape.Analog(Unit.KILOWATT, 0.1, 0.5);
    static final Shape ENERGY = new Shape.Analog(Unit.KILOWATT_HOUR, 0.1, 1);
    static final Shape VOLTAGE = new Shape.Analog(Unit.VOLT, 0.1, 0.5);
    static final Shape CURRENT = new Shape.Analog(Unit.AMPERE, 0.1, 0.5);
    static final Shape POWER_FACTOR = new Shape.Analog(Unit.POWER_FACTOR, 0.01, 0.02);
    static final Shape FLOW = new Shape.Analog(Unit.CUBIC_METERS_PER_HOUR, 0.01, 0.1);
    static final Shape VOLUME = new Shape.Analog(Unit.CUBIC_METERS, 0.01, 0.1);
    static final Shape OFF_ON = new Shape.Binary("Off", "On");
    static final Shape STOPPED_RUNNING = new Shape.Binary("Stopped", "Running");
    static final Shape NORMAL_ALARM = new Shape.Binary("Normal", "Alarm");
    static final Shape DISABLED_ENABLED = new Shape.Binary("Disabled", "Enabled");
    static final Shape VACANT_OCCUPIED = new Shape.Binary("Vacant", "Occupied");

    private Shapes() {}

    static Shape states(String... texts) {
        return new Shape.MultiState(List.of(texts));
    }
}
