// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An air handling unit with its zones: mixes outdoor and return air, heats or cools it, and blows it into the zones.
 */
public final class AirHandler {
    private static final int MODE_AUTO = 1;
    private static final int MODE_OCCUPIED = 2;
    private static final int MODE_OFF = 4;

    private static final int STATE_OFF = 1;
    private static final int STATE_VENTILATING = 2;
    private static final int STATE_HEATING = 3;
    private static final int STATE_COOLING = 4;
    private static final double COIL_HOURS = 0.04;
    private static final double HEATING_COIL_KELVIN = 30;
    private static final double COOLING_COIL_KELVIN = 16;
    private static final double FILTER_ALARM_PASCALS = 250;

    private final List<Zone> zones = new ArrayList<>();
    private final Random random;
    private final Wobble wobble;
    private final PiLoop loop = new PiLoop(0.04, 0.06);
    private final Setting mode = new Setting(MODE_AUTO);
    private final Setting supplySetpoint = new Setting(18);
    private final Setting economizer = new Setting(1);
    private final Actuator fanCommand = new Actuator(1);
    private final Actuator fanSpeed = new Actuator(0);
    private final Actuator heatingValve = new Actuator(0);
    private final Actuator coolingValve = new Actuator(0);
    private final Actuator outdoorDamper = new Actuator(0);
    private double supplyTemperature = 18;
    private double measuredSupply = 18;
    private double mixedTemperature = 18;
    private double ductPressure;
    private double filterPressure;

    AirHandler(Random random) {
        this.random = random;
        wobble = new Wobble(random);
    }

    public Zone addZone() {
        Zone zone = Zone.airCooled(random);
        zones.add(zone);
        return zone;
    }

    void step(Moment now, double hours, Weather weather, double hotWater, double chilledWater) {
        control(now, hours);
        double flow = airflow();
        double fresh = outdoorDamper.fraction();
        mixedTemperature = fresh * weather.temperature(now) + (1 - fresh) * returnTemperature();
        double leaving = mixedTemperature
                + HEATING_COIL_KELVIN * hotWater * heatingValve.fraction()
                - COOLING_COIL_KELVIN * chilledWater * coolingValve.fraction()
                + 0.5 * flow;
        double target = flow > 0 ? leaving : returnTemperature() - 1;
        supplyTemperature += (target - supplyTemperature) * (1 - Math.exp(-hours / COIL_HOURS));
        measuredSupply = supplyTemperature + 0.3 * wobble.at(now);
        ductPressure = 380 * flow * flow * (1 + 0.02 * wobble.at(now));
        filterPressure = Math.min(320, 110 + now.hours() * 0.4) * flow * flow;
        Zone.Supply supply = new Zone.Supply(supplyTemperature, flow, hotWater, chilledWater);
        zones.forEach(zone -> zone.step(now, hours, weather, supply));
    }

    private void control(Moment now, double hours) {
        boolean occupied = mode.is(MODE_OCCUPIED) || mode.is(MODE_AUTO) && Weather.workingHours(now);
        fanCommand.follow(mode.is(MODE_OFF) ? 0 : 1);
        fanSpeed.follow(fanCommand.on() ? occupied ? 55 + 40 * coolingDemand() : 35 : 0);
        double minimumFresh = occupied ? 25 : 10;
        if (airflow() == 0) {
            loop.reset();
            heatingValve.follow(0);
            coolingValve.follow(0);
            outdoorDamper.follow(0);
            return;
        }
        double demand = loop.step(supplySetpoint.value() - measuredSupply, hours);
        double cooling = Math.max(0, -demand);
        heatingValve.follow(100 * Math.max(0, demand));
        if (economizer.on()) {
            outdoorDamper.follow(minimumFresh + (100 - minimumFresh) * Math.min(1, 2 * cooling));
            coolingValve.follow(100 * Math.max(0, 2 * cooling - 1));
        } else {
            outdoorDamper.follow(minimumFresh);
            coolingValve.follow(100 * cooling);
        }
    }

    private double airflow() {
        return fanCommand.on() ? fanSpeed.fraction() : 0;
    }

    private double coolingDemand() {
        return zones.stream()
                .mapToDouble(zone -> zone.coolingValve().fraction())
                .average()
                .orElse(0);
    }

    double heatingLoad() {
        double zoneLoad = zones.stream()
                .mapToDouble(zone -> zone.heatingValve().fraction())
                .average()
                .orElse(0);
        return 0.6 * zoneLoad + 0.4 * heatingValve.fraction();
    }

    public double returnTemperature() {
        return 0.3 + zones.stream().mapToDouble(Zone::temperature).average().orElse(21);
    }

    public double returnCo2() {
        return zones.stream().mapToDouble(Zone::co2).average().orElse(420);
    }

    public double state() {
        if (airflow() == 0) {
            return STATE_OFF;
        }
        if (heatingValve.value() > 2) {
            return STATE_HEATING;
        }
        return coolingValve.value() > 2 ? STATE_COOLING : STATE_VENTILATING;
    }

    public double supplyTemperature() {
        return measuredSupply;
    }

    public double mixedTemperature() {
        return mixedTemperature;
    }

    public double ductPressure() {
        return ductPressure;
    }

    public double filterPressure() {
        return filterPressure;
    }

    public double filterAlarm() {
        return filterPressure > FILTER_ALARM_PASCALS ? 1 : 0;
    }

    public double fanRunning() {
        return airflow() > 0 ? 1 : 0;
    }

    double fanKilowatts() {
        return 11 * Math.pow(airflow(), 3);
    }

    public Setting mode() {
        return mode;
    }

    public Setting supplySetpoint() {
        return supplySetpoint;
    }

    public Setting economizer() {
        return economizer;
    }

    public Actuator fanCommand() {
        return fanCommand;
    }

    public Actuator fanSpeed() {
        return fanSpeed;
    }

    public Actuator heatingValve() {
        return heatingValve;
    }

    public Actuator coolingValve() {
        return coolingValve;
    }

    public Actuator outdoorDamper() {
        return outdoorDamper;
    }
}
