// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import io.bms.simulator.building.Wing;
import java.util.List;
import java.util.function.BiFunction;

/** The four controllers of a wing, in the order of their addresses; a fifth device starts the next wing. */
public enum Controller {
    AIR_HANDLER("AHU", "Air handling unit and its zones", AirHandlerPoints::of),
    ROOMS("Rooms", "Rooms with fan coils", RoomPoints::of),
    PLANT("Plant", "Boiler and chiller plant", PlantPoints::of),
    METERS("Meters", "Electricity, heat, water and gas meters", MeterPoints::of);

    private final String label;
    private final String description;
    private final BiFunction<Wing, Integer, List<SimulatedPoint>> layout;

    Controller(String label, String description, BiFunction<Wing, Integer, List<SimulatedPoint>> layout) {
        this.label = label;
        this.description = description;
        this.layout = layout;
    }

    public static Controller ofDevice(int index) {
        return values()[index % values().length];
    }

    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    /** The given number of points of this controller, repeating zones, rooms, circuits or meters as needed. */
    public List<SimulatedPoint> points(Wing wing, int count) {
        return layout.apply(wing, count);
    }
}
