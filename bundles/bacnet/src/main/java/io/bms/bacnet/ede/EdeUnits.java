// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import io.bms.bacnet.value.Units;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Units as EDE files write them: by their number, or by a name or a sign that people know. Thread: any. */
final class EdeUnits {
    /** ASHRAE 135, clause 21: 65,535 is the largest number of a vendor's own. */
    private static final int LAST = 65_535;

    private static final Map<String, Integer> NUMBERS = numbers();
    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("°C", "degreesCelsius"),
            Map.entry("C", "degreesCelsius"),
            Map.entry("degC", "degreesCelsius"),
            Map.entry("°F", "degreesFahrenheit"),
            Map.entry("degF", "degreesFahrenheit"),
            Map.entry("K", "degreesKelvin"),
            Map.entry("%", "percent"),
            Map.entry("%rH", "percentRelativeHumidity"),
            Map.entry("%RH", "percentRelativeHumidity"),
            Map.entry("% r.F.", "percentRelativeHumidity"),
            Map.entry("Pa", "pascals"),
            Map.entry("hPa", "hectopascals"),
            Map.entry("kPa", "kilopascals"),
            Map.entry("bar", "bars"),
            Map.entry("mbar", "millibars"),
            Map.entry("m³/h", "cubicMetersPerHour"),
            Map.entry("m3/h", "cubicMetersPerHour"),
            Map.entry("l/s", "litersPerSecond"),
            Map.entry("l/min", "litersPerMinute"),
            Map.entry("l/h", "litersPerHour"),
            Map.entry("m³", "cubicMeters"),
            Map.entry("m3", "cubicMeters"),
            Map.entry("l", "liters"),
            Map.entry("W", "watts"),
            Map.entry("kW", "kilowatts"),
            Map.entry("MW", "megawatts"),
            Map.entry("Wh", "wattHours"),
            Map.entry("kWh", "kilowattHours"),
            Map.entry("MWh", "megawattHours"),
            Map.entry("VA", "voltAmperes"),
            Map.entry("kVA", "kilovoltAmperes"),
            Map.entry("var", "voltAmperesReactive"),
            Map.entry("kvar", "kilovoltAmperesReactive"),
            Map.entry("V", "volts"),
            Map.entry("mV", "millivolts"),
            Map.entry("A", "amperes"),
            Map.entry("mA", "milliamperes"),
            Map.entry("Ω", "ohms"),
            Map.entry("Ohm", "ohms"),
            Map.entry("Hz", "hertz"),
            Map.entry("ppm", "partsPerMillion"),
            Map.entry("s", "seconds"),
            Map.entry("min", "minutes"),
            Map.entry("h", "hours"),
            Map.entry("d", "days"),
            Map.entry("m", "meters"),
            Map.entry("cm", "centimeters"),
            Map.entry("mm", "millimeters"),
            Map.entry("m/s", "metersPerSecond"),
            Map.entry("lx", "luxes"),
            Map.entry("lux", "luxes"),
            Map.entry("J", "joules"),
            Map.entry("kJ", "kilojoules"),
            Map.entry("rpm", "revolutionsPerMinute"),
            Map.entry("1/min", "revolutionsPerMinute"),
            Map.entry("kg", "kilograms"),
            Map.entry("kg/h", "kilogramsPerHour"),
            Map.entry("°", "degreesAngular"));

    private EdeUnits() {}

    /** A unit as the gateway names it; without a name for none, and for one that cannot be understood. */
    record Unit(Optional<String> name, boolean known) {}

    static Unit parse(String text) {
        OptionalInt number = number(text);
        if (number.isPresent()) {
            boolean known = number.getAsInt() <= LAST;
            return new Unit(known ? Units.name(number.getAsInt()) : Optional.empty(), known);
        }
        String name = SIGNS.get(text);
        Integer code = NUMBERS.get(plain(name == null ? text : name));
        return new Unit(code == null ? Optional.empty() : Units.name(code), code != null);
    }

    /** The number of a unit, by its name in a point; empty where there is none. */
    static Optional<String> code(String name) {
        return name.startsWith("unit-")
                ? Optional.of(name.substring("unit-".length()))
                : Optional.ofNullable(NUMBERS.get(plain(name))).map(String::valueOf);
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int number = 0; number <= LAST; number++) {
            String name = EngineeringUnits.nameForId(number);
            if (name != null) {
                numbers.putIfAbsent(plain(name), number);
            }
        }
        return Map.copyOf(numbers);
    }

    /** {@code degrees-celsius}, {@code degreesCelsius} and {@code Degrees Celsius} alike. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static OptionalInt number(String text) {
        try {
            return OptionalInt.of(Integer.parseUnsignedInt(text)).stream()
                    .filter(value -> value >= 0)
                    .findFirst();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
