// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** BACnet's units in the words of Haystack: the quantity that is measured, and the unit's sign. */
final class Quantities {
    private static final Map<String, Quantity> BY_UNITS = new HashMap<>();

    static {
        of("temp", "degreesCelsius", "°C", "degreesFahrenheit", "°F", "degreesKelvin", "K");
        of("humidity", "percentRelativeHumidity", "%RH");
        of(
                "pressure",
                "pascals",
                "Pa",
                "hectopascals",
                "hPa",
                "kilopascals",
                "kPa",
                "bars",
                "bar",
                "millibars",
                "mbar");
        of("pressure", "poundsForcePerSquareInch", "psi", "inchesOfWater", "inH₂O");
        of("power", "watts", "W", "kilowatts", "kW", "megawatts", "MW", "btusPerHour", "BTU/h");
        of("energy", "wattHours", "Wh", "kilowattHours", "kWh", "megawattHours", "MWh", "joules", "J");
        of("energy", "kilojoules", "kJ", "megajoules", "MJ", "gigajoules", "GJ");
        of("flow", "cubicMetersPerHour", "m³/h", "cubicMetersPerSecond", "m³/s", "litersPerSecond", "L/s");
        of("flow", "litersPerMinute", "L/min", "litersPerHour", "L/h", "cubicFeetPerMinute", "cfm");
        of("flow", "usGallonsPerMinute", "gal/min");
        of("volume", "cubicMeters", "m³", "liters", "L", "cubicFeet", "ft³", "usGallons", "gal");
        of("volt", "volts", "V", "kilovolts", "kV", "millivolts", "mV");
        of("current", "amperes", "A", "milliamperes", "mA");
        of("freq", "hertz", "Hz", "kilohertz", "kHz");
        of("speed", "revolutionsPerMinute", "rpm");
        of("illuminance", "luxes", "lx");
        of("irradiance", "wattsPerSquareMeter", "W/m²");
        of("", "percent", "%", "partsPerMillion", "ppm", "partsPerBillion", "ppb", "seconds", "s", "minutes", "min");
        of("", "hours", "h", "days", "day", "metersPerSecond", "m/s", "ohms", "Ω", "kilograms", "kg", "grams", "g");
    }

    /** @param name as Haystack names it; empty where the unit alone does not say */
    record Quantity(Optional<String> name, String unit) {}

    private Quantities() {}

    /** Of tags the one that is a quantity: before others the one that is measured. */
    static Optional<String> of(Set<String> tags, Optional<Quantity> measured) {
        return measured.flatMap(Quantity::name)
                .filter(tags::contains)
                .or(() -> tags.stream().filter(Quantities::isQuantity).findFirst());
    }

    private static boolean isQuantity(String tag) {
        return tag.equals("co2")
                || BY_UNITS.values().stream().anyMatch(one -> one.name().equals(Optional.of(tag)));
    }

    private static void of(String quantity, String... units) {
        for (int i = 0; i < units.length; i += 2) {
            BY_UNITS.put(units[i], new Quantity(Optional.of(quantity).filter(name -> !name.isEmpty()), units[i + 1]));
        }
    }

    /** @param units ASHRAE's name in camelCase */
    static Optional<Quantity> of(String units) {
        return Optional.ofNullable(BY_UNITS.get(units));
    }
}
