// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.Random;

/** A gas boiler with its pump: holds the hot water at its setpoint against what the valves of the building take. */
public final class Boiler {
    private static final int STATE_OFF = 1;
    private static final int STATE_STANDBY = 2;
    private static final int STATE_FIRING = 3;
    private static final double ROOM = 20;

    private final Setting setpoint = new Setting(65);
    private final Actuator enable = new Actuator(1);
    private final Actuator pump = new Actuator(1);
    private final Actuator firingRate = new Actuator(0);
    private final PiLoop loop = new PiLoop(0.03, 0.3);
    private final Wobble draught;
    private double supply = 58;
    private double load;
    private double flue = 90;

    Boiler(Random random) {
        draught = new Wobble(random);
    }

    void step(Moment now, double hours, double heatingLoad, boolean allowed) {
        load = heatingLoad;
        enable.follow(allowed ? 1 : 0);
        pump.follow(allowed ? 1 : 0);
        firingRate.follow(enable.on() ? 100 * Math.max(0, loop.step(setpoint.value() - supply, hours)) : 0);
        double taken = pump.on() ? 170 * load * (supply - ROOM) / 45 : 0;
        supply += (260 * firing() * (1 + 0.4 * draught.at(now)) - taken - 0.5 * (supply - ROOM)) * hours;
        flue += (supply + 15 + 90 * firing() - flue) * (1 - Math.exp(-hours / 0.1));
    }

    private double firing() {
        return enable.on() ? firingRate.fraction() : 0;
    }

    /** How well the hot water heats, from 0 (cold, or the pump is off) to about 1. */
    double hotWater() {
        return pump.on() ? Math.max(0, Math.min(1.1, (supply - 25) / 35)) : 0;
    }

    double gasCubicMetersPerHour() {
        return 19 * firing();
    }

    double heatKilowatts() {
        return pump.on() ? 140 * load * hotWater() : 0;
    }

    public double supplyTemperature() {
        return supply;
    }

    public double returnTemperature() {
        return supply - (4 + 14 * load) * hotWater();
    }

    public double flueTemperature() {
        return flue;
    }

    public double pressureBars() {
        return 1.4 + 0.008 * (supply - ROOM);
    }

    public double running() {
        return firing() > 0.01 ? 1 : 0;
    }

    public double pumpRunning() {
        return pump.on() ? 1 : 0;
    }

    /** High-limit thermostat. */
    public double fault() {
        return supply > 95 ? 1 : 0;
    }

    public double state() {
        if (!enable.on()) {
            return STATE_OFF;
        }
        return firing() > 0.01 ? STATE_FIRING : STATE_STANDBY;
    }

    public Setting setpoint() {
        return setpoint;
    }

    public Actuator enable() {
        return enable;
    }

    public Actuator pump() {
        return pump;
    }

    public Actuator firingRate() {
        return firingRate;
    }
}
