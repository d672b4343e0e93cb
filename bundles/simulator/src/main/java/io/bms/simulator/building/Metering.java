// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The building's meters: the main ones see everything, each further one a part, and a limit on electric demand. */
public final class Metering {
    private static final double POWER_FACTOR = 0.94;
    private static final int OFF_PEAK = 1;
    private static final int PEAK = 2;

    private final List<Meter> electricity = new ArrayList<>();
    private final List<Meter> heat = new ArrayList<>();
    private final List<Meter> water = new ArrayList<>();
    private final List<Meter> gas = new ArrayList<>();
    private final Setting demandLimit = new Setting(60);
    private final Actuator loadShed = new Actuator(0);
    private final Actuator tariff = new Actuator(PEAK);
    private final Random random;
    private final Wobble wobble;
    private double demand;
    private double voltage = 230;

    Metering(Random random) {
        this.random = random;
        wobble = new Wobble(random);
    }

    public Meter addElectricity() {
        return add(electricity, 48_000);
    }

    public Meter addHeat() {
        return add(heat, 61_000);
    }

    public Meter addWater() {
        return add(water, 5_200);
    }

    public Meter addGas() {
        return add(gas, 9_700);
    }

    private Meter add(List<Meter> meters, double oldTotal) {
        double share = meters.isEmpty() ? 1 : 0.1 + 0.2 * random.nextDouble();
        Meter meter = new Meter(random, share, share * oldTotal);
        meters.add(meter);
        return meter;
    }

    void step(Moment now, double hours, AirHandler air, Boiler boiler, Chiller chiller) {
        double people = Weather.occupancy(now);
        double shed = loadShed.on() ? 0.8 : 1;
        demand = shed * (9 + 24 * people + air.fanKilowatts() + chiller.kilowatts()) + 0.6 * wobble.at(now);
        loadShed.follow(demand > demandLimit.value() || loadShed.on() && demand > 0.75 * demandLimit.value() ? 1 : 0);
        tariff.follow(now.hourOfDay() >= 7 && now.hourOfDay() < 21 ? PEAK : OFF_PEAK);
        voltage = 230 + 2.5 * wobble.at(now) - 0.02 * demand;
        electricity.forEach(meter -> meter.step(hours, demand));
        heat.forEach(meter -> meter.step(hours, boiler.heatKilowatts()));
        water.forEach(meter -> meter.step(hours, Math.max(0, 0.05 + 1.1 * people * (1 + 0.4 * wobble.at(now)))));
        gas.forEach(meter -> meter.step(hours, boiler.gasCubicMetersPerHour()));
    }

    public double voltage() {
        return voltage;
    }

    public double current(Meter meter) {
        return meter.rate() * 1000 / (3 * voltage * POWER_FACTOR);
    }

    public double powerFactor() {
        return POWER_FACTOR + 0.02 * (voltage - 230) / 2.5;
    }

    /** 1 normal, 2 near the limit, 3 above it. */
    public double demandState() {
        if (demand > demandLimit.value()) {
            return 3;
        }
        return demand > 0.85 * demandLimit.value() ? 2 : 1;
    }

    public Setting demandLimit() {
        return demandLimit;
    }

    public Actuator loadShed() {
        return loadShed;
    }

    public Actuator tariff() {
        return tariff;
    }
}
