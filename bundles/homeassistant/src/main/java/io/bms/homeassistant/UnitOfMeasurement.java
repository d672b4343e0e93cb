// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What Home Assistant calls a BACnet unit, and the class of device that goes with it there, in the spelling that its
 * releases since 2024.12 check; a unit that it has no class for has none, as have those that newer releases only know.
 *
 * @param deviceClass empty where Home Assistant has none for it
 */
record UnitOfMeasurement(String symbol, Optional<String> deviceClass) {
    private static final Map<String, UnitOfMeasurement> BY_NAME = new HashMap<>();

    static {
        of("temperature", "degreesCelsius", "°C", "degreesFahrenheit", "°F", "degreesKelvin", "K");
        of("humidity", "percentRelativeHumidity", "%");
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
        of("pressure", "poundsForcePerSquareInch", "psi", "inchesOfMercury", "inHg");
        of("power", "watts", "W", "kilowatts", "kW", "megawatts", "MW");
        of("energy", "wattHours", "Wh", "kilowattHours", "kWh", "megawattHours", "MWh");
        of("energy", "kilojoules", "kJ", "megajoules", "MJ");
        of("apparent_power", "voltAmperes", "VA");
        of("reactive_power", "voltAmperesReactive", "var");
        of("voltage", "volts", "V", "millivolts", "mV");
        of("current", "amperes", "A", "milliamperes", "mA");
        of("frequency", "hertz", "Hz", "kilohertz", "kHz");
        of("volume_flow_rate", "cubicMetersPerHour", "m³/h", "litersPerMinute", "L/min");
        of("volume_flow_rate", "cubicFeetPerMinute", "ft³/min", "usGallonsPerMinute", "gal/min");
        of("volume", "cubicMeters", "m³", "cubicFeet", "ft³", "liters", "L", "usGallons", "gal");
        of("speed", "metersPerSecond", "m/s", "kilometersPerHour", "km/h", "milesPerHour", "mph");
        of("distance", "meters", "m", "centimeters", "cm", "millimeters", "mm", "feet", "ft", "inches", "in");
        of("weight", "kilograms", "kg", "grams", "g");
        of("illuminance", "luxes", "lx");
        of("irradiance", "wattsPerSquareMeter", "W/m²");
        of("sound_pressure", "decibels", "dB");
        of("duration", "seconds", "s", "minutes", "min", "hours", "h", "days", "d");
        of("", "percent", "%", "partsPerMillion", "ppm", "partsPerBillion", "ppb", "deltaDegreesKelvin", "K");
        of("", "litersPerSecond", "L/s", "litersPerHour", "L/h", "cubicMetersPerSecond", "m³/s");
        of("", "kilovoltAmperes", "kVA", "kilovoltAmperesReactive", "kvar", "kilovolts", "kV", "ohms", "Ω");
        of("", "revolutionsPerMinute", "rpm", "degreesAngular", "°", "btusPerHour", "BTU/h", "joules", "J");
        of("", "microgramsPerCubicMeter", "µg/m³", "milliseconds", "ms", "gramsOfWaterPerKilogramDryAir", "g/kg");
    }

    private static void of(String deviceClass, String... names) {
        for (int i = 0; i < names.length; i += 2) {
            BY_NAME.put(
                    names[i],
                    new UnitOfMeasurement(names[i + 1], Optional.of(deviceClass).filter(is -> !is.isEmpty())));
        }
    }

    /** @param units ASHRAE's name in camelCase; one that is not known here is spelt out */
    static UnitOfMeasurement of(String units) {
        UnitOfMeasurement known = BY_NAME.get(units);
        return known != null
                ? known
                : new UnitOfMeasurement(
                        units.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT), Optional.empty());
    }
}
