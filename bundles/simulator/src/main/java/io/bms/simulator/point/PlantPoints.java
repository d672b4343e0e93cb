// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import static io.bms.simulator.point.Shapes.states;

import io.bms.simulator.building.Boiler;
import io.bms.simulator.building.Chiller;
import io.bms.simulator.building.FaultScript;
import io.bms.simulator.building.FaultScript.Fault;
import io.bms.simulator.building.WaterCircuit;
import io.bms.simulator.building.Wing;
import io.bms.simulator.point.EventRule.Announcement;
import java.util.List;

/**
 * What the plant's controller shows: boiler, chiller and domestic hot water, then one block for each heating circuit.
 */
final class PlantPoints {
    private PlantPoints() {}

    static List<SimulatedPoint> of(Wing wing, int count) {
        DevicePoints list = new DevicePoints(count);
        boiler(list, wing.boiler(), wing.faults());
        chiller(list, wing.chiller());
        plant(list, wing);
        for (int circuit = 1; !list.full(); circuit++) {
            circuit(list.block(circuit), "Heating Circuit " + circuit, wing.addHeatingCircuit());
        }
        return list.points();
    }

    private static void boiler(DevicePoints list, Boiler boiler, FaultScript faults) {
        list.input("Hot Water Supply Temp", "Leaving the boiler", Shapes.TEMPERATURE, boiler::supplyTemperature)
                .value(
                        "Hot Water Supply Temp Setpoint",
                        "What the burner holds",
                        Shapes.WATER_SETPOINT,
                        boiler.setpoint())
                .input("Hot Water Return Temp", "From the building", Shapes.TEMPERATURE, boiler::returnTemperature)
                .output("Boiler Firing Rate", "Burner modulation", Shapes.PERCENT, boiler.firingRate())
                .output("Boiler Enable", "Releases the burner", Shapes.OFF_ON, boiler.enable())
                .input("Boiler Status", "Flame detector", Shapes.STOPPED_RUNNING, boiler::running)
                .input("Boiler State", "What the boiler is doing", states("Off", "Standby", "Firing"), boiler::state)
                .input(
                        "Boiler High Limit Alarm",
                        "Thermostat at 95 degrees",
                        Shapes.NORMAL_ALARM,
                        boiler::fault,
                        new EventRule.Active(0, Announcement.URGENT))
                .input("Boiler Flue Gas Temp", "In the stack", Shapes.TEMPERATURE, boiler::flueTemperature)
                .input(
                        "Hot Water Pressure",
                        "System pressure",
                        Shapes.WATER_PRESSURE,
                        faults.during(Fault.PRESSURE_LOST, 0.5, boiler::pressureBars),
                        new EventRule.Limits(0.8, 3, 0.1, 2, Announcement.URGENT))
                .output("Hot Water Pump Command", "Primary pump", Shapes.OFF_ON, boiler.pump())
                .input("Hot Water Pump Status", "Current switch", Shapes.STOPPED_RUNNING, boiler::pumpRunning);
    }

    private static void chiller(DevicePoints list, Chiller chiller) {
        list.input("Chilled Water Supply Temp", "Leaving the chiller", Shapes.TEMPERATURE, chiller::supplyTemperature)
                .value(
                        "Chilled Water Supply Temp Setpoint",
                        "What the compressor holds",
                        Shapes.WATER_SETPOINT,
                        chiller.setpoint())
                .input("Chilled Water Return Temp", "From the building", Shapes.TEMPERATURE, chiller::returnTemperature)
                .output("Chiller Capacity", "Compressor modulation", Shapes.PERCENT, chiller.capacity())
                .output("Chiller Enable", "Releases the compressor", Shapes.OFF_ON, chiller.enable())
                .input("Chiller Status", "Compressor contact", Shapes.STOPPED_RUNNING, chiller::running)
                .input(
                        "Chiller State",
                        "What the chiller is doing",
                        states("Off", "Standby", "Cooling"),
                        chiller::state)
                .input("Chiller Power", "Electric", Shapes.POWER, chiller::kilowatts)
                .input("Condenser Water Temp", "To the tower", Shapes.TEMPERATURE, chiller::condenserTemperature)
                .output("Chilled Water Pump Command", "Primary pump", Shapes.OFF_ON, chiller.pump())
                .input("Chilled Water Pump Status", "Current switch", Shapes.STOPPED_RUNNING, chiller::pumpRunning)
                .output("Cooling Tower Fan Speed", "Fan steps", states("Off", "Low", "High"), chiller.towerFan());
    }

    private static void plant(DevicePoints list, Wing wing) {
        WaterCircuit domestic = wing.domesticHotWater();
        list.value(
                        "Plant Mode",
                        "What the plant may do",
                        states("Auto", "Heating Only", "Cooling Only", "Off"),
                        wing.plantMode())
                .value("Summer Shutdown", "Keeps the boiler off", Shapes.DISABLED_ENABLED, wing.summer())
                .input("Outdoor Air Temp", "From the air handler", Shapes.TEMPERATURE, wing::outdoorTemperature)
                .input("Domestic Hot Water Temp", "Top of the tank", Shapes.TEMPERATURE, domestic::temperature)
                .value(
                        "Domestic Hot Water Setpoint",
                        "Wanted tank temperature",
                        Shapes.WATER_SETPOINT,
                        domestic.setpoint())
                .output("Domestic Hot Water Valve", "Boiler water to the tank", Shapes.PERCENT, domestic.valve());
    }

    private static void circuit(DevicePoints list, String name, WaterCircuit circuit) {
        list.input(name + " Flow Temp", "After the mixing valve", Shapes.TEMPERATURE, circuit::temperature)
                .value(name + " Flow Temp Setpoint", "What the valve holds", Shapes.WATER_SETPOINT, circuit.setpoint())
                .output(name + " Mixing Valve", "Boiler water share", Shapes.PERCENT, circuit.valve())
                .input(name + " Return Temp", "From the radiators", Shapes.TEMPERATURE, circuit::returnTemperature)
                .output(name + " Pump Command", "Circuit pump", Shapes.OFF_ON, circuit.pump())
                .input(name + " Pump Status", "Current switch", Shapes.STOPPED_RUNNING, circuit::pumpRunning);
    }
}
