// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import static io.bms.simulator.point.Shapes.states;

import io.bms.simulator.building.Wing;
import io.bms.simulator.building.Zone;
import java.util.List;

/** What a room controller shows: the hot and chilled water it gets, and one block for each room. */
final class RoomPoints {
    private static final int FIRST_ROOM = 201;

    private RoomPoints() {}

    static List<SimulatedPoint> of(Wing wing, int count) {
        DevicePoints list = new DevicePoints(count);
        list.input("Hot Water Temp", "At the riser", Shapes.TEMPERATURE, wing.boiler()::supplyTemperature)
                .input("Chilled Water Temp", "At the riser", Shapes.TEMPERATURE, wing.chiller()::supplyTemperature)
                .input("Outdoor Air Temp", "From the air handler", Shapes.TEMPERATURE, wing::outdoorTemperature);
        for (int room = 1; !list.full(); room++) {
            room(list.block(room), "Room " + (FIRST_ROOM + room - 1), wing.addRoom());
        }
        return list.points();
    }

    private static void room(DevicePoints list, String name, Zone room) {
        list.input(name + " Temperature", "Wall sensor", Shapes.TEMPERATURE, room::temperature)
                .value(name + " Temperature Setpoint", "Wanted room temperature", Shapes.SETPOINT, room.setpoint())
                .output(name + " Heating Valve", "Fan coil, hot water", Shapes.PERCENT, room.heatingValve())
                .output(name + " Cooling Valve", "Fan coil, chilled water", Shapes.PERCENT, room.coolingValve())
                .output(
                        name + " Fan Coil Speed",
                        "Fan steps",
                        states("Off", "Low", "Medium", "High"),
                        room.fanCoilSpeed())
                .input(name + " Presence", "Motion detector", Shapes.VACANT_OCCUPIED, room::occupied)
                .output(name + " Lighting", "Ceiling lights", Shapes.OFF_ON, room.lighting())
                .input(name + " CO2", "Air quality", Shapes.CO2, room::co2)
                .input(name + " Relative Humidity", "Wall sensor", Shapes.HUMIDITY, room::humidity);
    }
}
