// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.Random;

/** Water warmed by boiler water through a valve: a radiator circuit, or the domestic hot water. */
public final class WaterCircuit {
    private final Setting setpoint;
    private final Actuator valve = new Actuator(0);
    private final Actuator pump = new Actuator(1);
    private final PiLoop loop = new PiLoop(0.06, 0.1);
    private final Wobble wobble;
    private double temperature;
    private double use;

    WaterCircuit(Random random, double setpoint) {
        this.setpoint = new Setting(setpoint);
        wobble = new Wobble(random);
        temperature = setpoint - 4 * random.nextDouble();
    }

    void step(Moment now, double hours, double boilerTemperature, double hotWater) {
        valve.follow(pump.on() ? 100 * Math.max(0, loop.step(setpoint.value() - temperature, hours)) : 0);
        use = 0.3 + 0.5 * Weather.occupancy(now) + 0.1 * wobble.at(now);
        double warming = 9 * valve.fraction() * Math.min(1, hotWater) * (boilerTemperature - temperature);
        temperature += (warming - use * (temperature - 20)) * hours;
    }

    public double temperature() {
        return temperature;
    }

    public double returnTemperature() {
        return temperature - 8 * use * (pump.on() ? 1 : 0);
    }

    public double pumpRunning() {
        return pump.on() ? 1 : 0;
    }

    public Setting setpoint() {
        return setpoint;
    }

    public Actuator valve() {
        return valve;
    }

    public Actuator pump() {
        return pump;
    }
}
