// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.Random;

/**
 * One room's air: warmed by its heating valve, people and sun, cooled by supply air or a fan coil, losing heat
 * outdoors.
 */
public final class Zone {
    /** What the rest of the building gives a zone: air, and water that is hot or cold enough (0 to 1). */
    record Supply(double airTemperature, double airflow, double hotWater, double chilledWater) {}

    private static final double ENVELOPE_HOURS = 30;
    private static final double PEOPLE_KELVIN_PER_HOUR = 1.2;
    private static final double SUN_KELVIN_PER_HOUR = 1.0;
    private static final double HEATING_KELVIN_PER_HOUR = 14;
    private static final double DOORS_KELVIN_PER_HOUR = 3;
    private static final double SENSOR_KELVIN = 0.15;
    private static final double FRESH_AIR_PPM = 420;
    private static final double PEOPLE_PPM_PER_HOUR = 1100;
    private static final int FAN_OFF = 1;
    private static final int FAN_HIGH = 4;

    private final Setting setpoint = new Setting(21);
    private final Actuator heatingValve = new Actuator(0);
    private final Actuator coolingValve = new Actuator(0);
    private final Actuator fanCoilSpeed = new Actuator(FAN_OFF);
    private final Actuator lighting = new Actuator(0);
    private final PiLoop loop = new PiLoop(0.5, 0.6);
    private final Wobble people;
    private final Wobble doors;
    private final Wobble sensor;
    private final double airChangesPerHour;
    private final double coilKelvinPerHour;
    private final double sunShare;
    private double temperature;
    private double measured;
    private double co2 = FRESH_AIR_PPM + 40;
    private double presence;
    private double humidity = 45;

    private Zone(Random random, double airChangesPerHour, double coilKelvinPerHour) {
        this.airChangesPerHour = airChangesPerHour;
        this.coilKelvinPerHour = coilKelvinPerHour;
        people = new Wobble(random);
        doors = new Wobble(random);
        sensor = new Wobble(random);
        sunShare = 0.4 + random.nextDouble();
        temperature = 20.3 + 1.4 * random.nextDouble();
        measured = temperature;
    }

    /** A zone cooled by the air handler's supply air, with a reheat valve. */
    static Zone airCooled(Random random) {
        return new Zone(random, 3, 0);
    }

    /** A room with a fan coil of its own and little ventilation. */
    static Zone fanCoil(Random random) {
        return new Zone(random, 0.5, 12);
    }

    void step(Moment now, double hours, Weather weather, Supply supply) {
        double demand = loop.step(setpoint.value() - measured, hours);
        heatingValve.follow(100 * Math.max(0, demand));
        coolingValve.follow(100 * Math.max(0, -demand));
        fanCoilSpeed.follow(FAN_OFF + Math.ceil((FAN_HIGH - FAN_OFF) * Math.abs(demand)));
        presence = Math.max(0, Weather.occupancy(now) * (1 + 0.6 * people.at(now)));
        lighting.follow(presence > 0.3 ? 1 : 0);

        double airflow = airChangesPerHour * supply.airflow() * (0.3 + 0.7 * coolingValve.fraction());
        double fan = 0.1 + 0.9 * (fanCoilSpeed.value() - FAN_OFF) / (FAN_HIGH - FAN_OFF);
        double kelvinPerHour = (weather.temperature(now) - temperature) / ENVELOPE_HOURS
                + PEOPLE_KELVIN_PER_HOUR * presence
                + DOORS_KELVIN_PER_HOUR * doors.at(now)
                + SUN_KELVIN_PER_HOUR * sunShare * weather.sun(now)
                + HEATING_KELVIN_PER_HOUR * supply.hotWater() * heatingValve.fraction()
                - coilKelvinPerHour * supply.chilledWater() * coolingValve.fraction() * fan
                + airflow * (supply.airTemperature() - temperature);
        temperature += kelvinPerHour * hours;
        measured = temperature + SENSOR_KELVIN * sensor.at(now);
        co2 += (PEOPLE_PPM_PER_HOUR * presence - (1.2 + airflow) * (co2 - FRESH_AIR_PPM)) * hours;
        humidity = 45 + 4 * presence - 0.8 * (temperature - 21) + 2 * doors.at(now);
    }

    public Setting setpoint() {
        return setpoint;
    }

    public Actuator heatingValve() {
        return heatingValve;
    }

    public Actuator coolingValve() {
        return coolingValve;
    }

    public Actuator fanCoilSpeed() {
        return fanCoilSpeed;
    }

    public Actuator lighting() {
        return lighting;
    }

    public double temperature() {
        return measured;
    }

    public double co2() {
        return co2;
    }

    public double humidity() {
        return humidity;
    }

    public double occupied() {
        return presence > 0.3 ? 1 : 0;
    }
}
