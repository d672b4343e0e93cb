// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One wing of the building: an air handler with its zones, rooms with fan coils, the plant that feeds them all with
 * water, and the meters. Pure: it knows no clock but that of its faults, no protocol, and the same seed gives the same
 * day.
 */
public final class Wing {
    private static final int PLANT_AUTO = 1;
    private static final int PLANT_HEATING_ONLY = 2;
    private static final int PLANT_COOLING_ONLY = 3;
    /** An hour early, so that the loops have settled when the first client looks. */
    private static final double FIRST_HOUR = SimulatedTime.START_HOUR - 1;

    private static final double STEP_HOURS = 10.0 / 3600;

    private final Weather weather;
    private final FaultScript faults;
    private final Random random;
    private final AirHandler airHandler;
    private final Boiler boiler;
    private final Chiller chiller;
    private final WaterCircuit domesticHotWater;
    private final Metering metering;
    private final List<Zone> rooms = new ArrayList<>();
    private final List<WaterCircuit> heatingCircuits = new ArrayList<>();
    private final Setting plantMode = new Setting(PLANT_AUTO);
    private final Setting summer = new Setting(0);
    private Moment now = new Moment(FIRST_HOUR);
    private long steps;

    /** A wing in which nothing goes wrong. */
    public Wing(long seed, Weather weather) {
        this(seed, weather, FaultScript.none());
    }

    public Wing(long seed, Weather weather, FaultScript faults) {
        this.weather = weather;
        this.faults = faults;
        random = new Random(seed);
        airHandler = new AirHandler(random);
        boiler = new Boiler(random);
        chiller = new Chiller(random);
        domesticHotWater = new WaterCircuit(random, 55);
        metering = new Metering(random);
    }

    /** Steps the wing, by fixed steps, up to the given moment. */
    public void advanceTo(Moment moment) {
        while (FIRST_HOUR + (steps + 1) * STEP_HOURS <= moment.hours()) {
            steps++;
            now = new Moment(FIRST_HOUR + steps * STEP_HOURS);
            step();
        }
    }

    private void step() {
        double hours = STEP_HOURS;
        double hot = boiler.hotWater();
        double chilled = chiller.chilledWater();
        airHandler.step(now, hours, weather, hot, chilled);
        Zone.Supply supply = new Zone.Supply(20, 1, hot, chilled);
        rooms.forEach(room -> room.step(now, hours, weather, supply));
        domesticHotWater.step(now, hours, boiler.supplyTemperature(), hot);
        heatingCircuits.forEach(circuit -> circuit.step(now, hours, boiler.supplyTemperature(), hot));
        boolean heatingAllowed = plantMode.is(PLANT_AUTO) || plantMode.is(PLANT_HEATING_ONLY);
        boiler.step(now, hours, heatingLoad(), heatingAllowed && !summer.on());
        chiller.step(now, hours, coolingLoad(), plantMode.is(PLANT_AUTO) || plantMode.is(PLANT_COOLING_ONLY));
        metering.step(now, hours, airHandler, boiler, chiller);
    }

    private double heatingLoad() {
        double roomLoad = rooms.stream()
                .mapToDouble(room -> room.heatingValve().fraction())
                .average()
                .orElse(0);
        double circuits = heatingCircuits.stream()
                .mapToDouble(c -> c.valve().fraction())
                .average()
                .orElse(0);
        return 0.5 * airHandler.heatingLoad()
                + 0.25 * roomLoad
                + 0.1 * circuits
                + 0.15 * domesticHotWater.valve().fraction();
    }

    private double coolingLoad() {
        double roomLoad = rooms.stream()
                .mapToDouble(room -> room.coolingValve().fraction())
                .average()
                .orElse(0);
        return 0.6 * airHandler.coolingValve().fraction() + 0.4 * roomLoad;
    }

    public Zone addRoom() {
        Zone room = Zone.fanCoil(random);
        rooms.add(room);
        return room;
    }

    public WaterCircuit addHeatingCircuit() {
        WaterCircuit circuit = new WaterCircuit(random, 45);
        heatingCircuits.add(circuit);
        return circuit;
    }

    public double outdoorTemperature() {
        return weather.temperature(now);
    }

    public FaultScript faults() {
        return faults;
    }

    public AirHandler airHandler() {
        return airHandler;
    }

    public Boiler boiler() {
        return boiler;
    }

    public Chiller chiller() {
        return chiller;
    }

    public WaterCircuit domesticHotWater() {
        return domesticHotWater;
    }

    public Metering metering() {
        return metering;
    }

    public Setting plantMode() {
        return plantMode;
    }

    public Setting summer() {
        return summer;
    }
}
