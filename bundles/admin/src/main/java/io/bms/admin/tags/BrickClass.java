// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The class of Brick 1.3 that a point is of: the narrowest that its tags say for certain. */
final class BrickClass {
    private static final Map<String, String> QUANTITIES = Map.ofEntries(
            Map.entry("temp", "Temperature"),
            Map.entry("humidity", "Humidity"),
            Map.entry("pressure", "Pressure"),
            Map.entry("flow", "Flow"),
            Map.entry("co2", "CO2"),
            Map.entry("power", "Power"),
            Map.entry("energy", "Energy"),
            Map.entry("volt", "Voltage"),
            Map.entry("current", "Current"),
            Map.entry("freq", "Frequency"),
            Map.entry("speed", "Speed"),
            Map.entry("illuminance", "Illuminance"));
    private static final List<String> WITH_SETPOINT = List.of("temp", "humidity", "pressure", "flow", "co2", "speed");
    private static final List<Map.Entry<String, String>> AIR = List.of(
            Map.entry("discharge", "Discharge_Air_"),
            Map.entry("return", "Return_Air_"),
            Map.entry("mixed", "Mixed_Air_"),
            Map.entry("outside", "Outside_Air_"),
            Map.entry("zone", "Zone_Air_"));

    private BrickClass() {}

    static String of(PointTags tags) {
        return tags.role().map(role -> of(tags, role)).orElse("Point");
    }

    private static String of(PointTags tags, PointTags.Role role) {
        return switch (role) {
            case SENSOR -> sensor(tags);
            case SETPOINT ->
                tags.quantity()
                        .filter(WITH_SETPOINT::contains)
                        .map(quantity -> place(tags, quantity) + QUANTITIES.get(quantity) + "_Setpoint")
                        .orElse("Setpoint");
            case COMMAND -> command(tags);
        };
    }

    private static String sensor(PointTags tags) {
        if (tags.has("alarm") || tags.has("fault")) {
            return tags.has("alarm") ? "Alarm" : "Fault_Status";
        }
        Optional<String> measured = tags.quantity().filter(QUANTITIES::containsKey);
        if (measured.isPresent()) {
            return place(tags, measured.get()) + QUANTITIES.get(measured.get()) + "_Sensor";
        }
        if (tags.has("occupied")) {
            return "Occupancy_Sensor";
        }
        return tags.has("run") || tags.has("enable") ? "On_Off_Status" : "Sensor";
    }

    private static String command(PointTags tags) {
        if (tags.has("damper")) {
            return "Damper_Command";
        }
        if (tags.has("valve")) {
            return "Valve_Command";
        }
        if (tags.has("pump")) {
            return "Pump_Command";
        }
        if (tags.has("mode")) {
            return "Mode_Command";
        }
        return tags.has("run") || tags.has("fan") ? "On_Off_Command" : "Command";
    }

    /** The stream of air, where the class of Brick has one. */
    private static String place(PointTags tags, String quantity) {
        if (!quantity.equals("temp") && !quantity.equals("humidity") || tags.has("water")) {
            return "";
        }
        return AIR.stream()
                .filter(air -> tags.has(air.getKey()))
                .filter(air -> quantity.equals("temp") || !air.getKey().equals("mixed"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
