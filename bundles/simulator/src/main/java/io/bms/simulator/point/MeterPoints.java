// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import static io.bms.simulator.point.Shapes.states;

import io.bms.simulator.building.Boiler;
import io.bms.simulator.building.Meter;
import io.bms.simulator.building.Metering;
import io.bms.simulator.building.Wing;
import java.util.List;

/** What the meter concentrator shows: the demand limit, then one block for each meter, the four kinds in turn. */
final class MeterPoints {
    private MeterPoints() {}

    static List<SimulatedPoint> of(Wing wing, int count) {
        Metering metering = wing.metering();
        DevicePoints list = new DevicePoints(count);
        list.value("Demand Limit", "Load is shed above it", Shapes.POWER, metering.demandLimit())
                .input(
                        "Demand State",
                        "Against the limit",
                        states("Normal", "Warning", "Exceeded"),
                        metering::demandState)
                .output("Load Shed Relay", "Drops what can wait", Shapes.OFF_ON, metering.loadShed())
                .value("Tariff", "Of the electricity", states("Off-Peak", "Peak"), metering.tariff());
        for (int meter = 0; !list.full(); meter++) {
            list.block(meter + 1);
            String number = " Meter " + (meter / 4 + 1);
            switch (meter % 4) {
                case 0 -> electricity(list, "Electricity" + number, metering, metering.addElectricity());
                case 1 -> heat(list, "Heat" + number, wing.boiler(), metering.addHeat());
                case 2 -> volume(list, "Water" + number, metering.addWater());
                default -> volume(list, "Gas" + number, metering.addGas());
            }
        }
        return list.points();
    }

    private static void electricity(DevicePoints list, String name, Metering metering, Meter meter) {
        list.input(name + " Power", "Active power", Shapes.POWER, meter::rate)
                .input(name + " Energy", "Total of the meter", Shapes.ENERGY, meter::total)
                .input(name + " Voltage", "Phase to neutral, mean", Shapes.VOLTAGE, metering::voltage)
                .input(name + " Current", "Mean of the phases", Shapes.CURRENT, () -> metering.current(meter))
                .input(name + " Power Factor", "Total", Shapes.POWER_FACTOR, metering::powerFactor)
                .input(name + " Fault", "Self test", Shapes.NORMAL_ALARM, () -> 0);
    }

    private static void heat(DevicePoints list, String name, Boiler boiler, Meter meter) {
        list.input(name + " Power", "Thermal power", Shapes.POWER, meter::rate)
                .input(name + " Energy", "Total of the meter", Shapes.ENERGY, meter::total)
                .input(name + " Supply Temp", "Hot side", Shapes.TEMPERATURE, boiler::supplyTemperature)
                .input(name + " Return Temp", "Cold side", Shapes.TEMPERATURE, boiler::returnTemperature)
                .input(name + " Fault", "Self test", Shapes.NORMAL_ALARM, () -> 0);
    }

    private static void volume(DevicePoints list, String name, Meter meter) {
        list.input(name + " Flow", "Now", Shapes.FLOW, meter::rate)
                .input(name + " Volume", "Total of the meter", Shapes.VOLUME, meter::total)
                .input(name + " Fault", "Self test", Shapes.NORMAL_ALARM, () -> 0);
    }
}
