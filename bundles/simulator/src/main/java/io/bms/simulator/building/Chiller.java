// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.Random;

/** A water chiller with its pump and cooling tower. */
public final class Chiller {
    private static final int STATE_OFF = 1;
    private static final int STATE_STANDBY = 2;
    private static final int STATE_COOLING = 3;
    private static final double ROOM = 22;

    private final Setting setpoint = new Setting(7);
    private final Actuator enable = new Actuator(1);
    private final Actuator pump = new Actuator(1);
    private final Actuator capacity = new Actuator(0);
    private final Actuator towerFan = new Actuator(1);
    private final PiLoop loop = new PiLoop(0.06, 0.3);
    private final Wobble refrigerant;
    private double supply = 9;
    private double condenser = 24;
    private double load;

    Chiller(Random random) {
        refrigerant = new Wobble(random);
    }

    void step(Moment now, double hours, double coolingLoad, boolean allowed) {
        load = coolingLoad;
        enable.follow(allowed ? 1 : 0);
        pump.follow(allowed ? 1 : 0);
        capacity.follow(enable.on() ? 100 * Math.max(0, loop.step(supply - setpoint.value(), hours)) : 0);
        towerFan.follow(cooling() > 0.6 ? 3 : cooling() > 0.05 ? 2 : 1);
        double taken = pump.on() ? 70 * load * (ROOM - supply) / 15 : 0;
        supply += (taken + 0.6 * (ROOM - supply) - 100 * cooling() * (1 + 0.3 * refrigerant.at(now))) * hours;
        double warm = 23 + 12 * cooling() - 2 * (towerFan.value() - 1);
        condenser += (warm - condenser) * (1 - Math.exp(-hours / 0.15));
    }

    private double cooling() {
        return enable.on() ? capacity.fraction() : 0;
    }

    /** How well the chilled water cools, from 0 (warm, or the pump is off) to about 1. */
    double chilledWater() {
        return pump.on() ? Math.max(0, Math.min(1.1, (18 - supply) / 11)) : 0;
    }

    public double kilowatts() {
        return cooling() > 0 ? 3 + 55 * cooling() : 0;
    }

    public double supplyTemperature() {
        return supply;
    }

    public double returnTemperature() {
        return supply + 1 + 5 * load * chilledWater();
    }

    public double condenserTemperature() {
        return condenser;
    }

    public double running() {
        return cooling() > 0.01 ? 1 : 0;
    }

    public double pumpRunning() {
        return pump.on() ? 1 : 0;
    }

    public double state() {
        if (!enable.on()) {
            return STATE_OFF;
        }
        return cooling() > 0.01 ? STATE_COOLING : STATE_STANDBY;
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

    public Actuator capacity() {
        return capacity;
    }

    public Actuator towerFan() {
        return towerFan;
    }
}
