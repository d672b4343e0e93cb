// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import static io.bms.simulator.point.Shapes.states;

import io.bms.simulator.building.AirHandler;
import io.bms.simulator.building.FaultScript.Fault;
import io.bms.simulator.building.Wing;
import io.bms.simulator.building.Zone;
import io.bms.simulator.point.EventRule.Announcement;
import java.util.List;

/** What an air handler's controller shows: the unit, and one block for each zone that it supplies. */
final class AirHandlerPoints {
    private AirHandlerPoints() {}

    static List<SimulatedPoint> of(Wing wing, int count) {
        AirHandler air = wing.airHandler();
        DevicePoints list = new DevicePoints(count);
        list.input("Supply Air Temp", "Air leaving the unit", Shapes.TEMPERATURE, air::supplyTemperature)
                .value("Supply Air Temp Setpoint", "What coils and damper hold", Shapes.SETPOINT, air.supplySetpoint());
        zone(list, 1, air.addZone());
        unit(list.block(0), wing, air);
        for (int zone = 2; !list.full(); zone++) {
            zone(list, zone, air.addZone());
        }
        return list.points();
    }

    private static void unit(DevicePoints list, Wing wing, AirHandler air) {
        list.input("Return Air Temp", "Air coming back from the zones", Shapes.TEMPERATURE, air::returnTemperature)
                .input("Outdoor Air Temp", "Sensor on the north wall", Shapes.TEMPERATURE, wing::outdoorTemperature)
                .input("Mixed Air Temp", "Before the coils", Shapes.TEMPERATURE, air::mixedTemperature)
                .output("Supply Fan Command", "Starts and stops the unit", Shapes.OFF_ON, air.fanCommand())
                .input("Supply Fan Status", "Current switch", Shapes.STOPPED_RUNNING, air::fanRunning)
                .output("Heating Valve", "Hot water coil", Shapes.PERCENT, air.heatingValve())
                .output("Cooling Valve", "Chilled water coil", Shapes.PERCENT, air.coolingValve())
                .output("Outdoor Air Damper", "Share of fresh air", Shapes.PERCENT, air.outdoorDamper())
                .output("Supply Fan Speed", "Frequency converter", Shapes.PERCENT, air.fanSpeed())
                .value(
                        "Operating Mode",
                        "Auto follows working hours",
                        states("Auto", "Occupied", "Unoccupied", "Off"),
                        air.mode())
                .input(
                        "Unit State",
                        "What the unit is doing",
                        states("Off", "Ventilating", "Heating", "Cooling"),
                        air::state)
                .input("Supply Duct Pressure", "Static, after the fan", Shapes.PRESSURE, air::ductPressure)
                .input("Filter Differential Pressure", "Rises as it fills", Shapes.PRESSURE, air::filterPressure)
                .input(
                        "Filter Alarm",
                        "Filter is due",
                        Shapes.NORMAL_ALARM,
                        air::filterAlarm,
                        new EventRule.Active(5, Announcement.ORDINARY))
                .input(
                        "Return Air CO2",
                        "Air quality of the zones",
                        Shapes.CO2,
                        wing.faults().during(Fault.SENSOR_BROKEN, Double.NaN, air::returnCo2),
                        new EventRule.Limits(0, 1500, 100, 10, Announcement.ORDINARY))
                .value("Economizer Enable", "Free cooling by outdoor air", Shapes.DISABLED_ENABLED, air.economizer());
    }

    private static void zone(DevicePoints list, int number, Zone zone) {
        String name = "Zone " + number;
        list.block(number)
                .input(name + " Temperature", "Room sensor", Shapes.TEMPERATURE, zone::temperature)
                .value(name + " Temperature Setpoint", "Wanted room temperature", Shapes.SETPOINT, zone.setpoint())
                .output(name + " Reheat Valve", "Hot water reheat", Shapes.PERCENT, zone.heatingValve());
    }
}
