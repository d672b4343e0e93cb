// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import io.bms.bacnet.value.Units;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Units as EDE files write them: by their number, or by a name or a sign that people know. Thread: any. */
final class EdeUnits {
    /** ASHRAE 135, clause 21: 65,535 is the largest number of a vendor's own. */
    private static final int LAST = 65_535;

    private static final Map<String, Integer> NUMBERS = numbers();
    /** A unit on each line: its name, then its signs as the Designer's units.ts and people write them. */
    private static final String TABLE =
            """
            degreesCelsius °C C degC
            degreesFahrenheit °F degF
            degreesKelvin K
            deltaDegreesFahrenheit Δ°F
            percent %
            percentRelativeHumidity %RH %rH %r.F. %r.H.
            perMille ‰
            partsPerMillion ppm
            partsPerBillion ppb
            pascals Pa
            hectopascals hPa
            kilopascals kPa
            bars bar
            millibars mbar
            poundsForcePerSquareInch psi
            inchesOfWater inH2O
            watts W
            milliwatts mW
            kilowatts kW
            megawatts MW
            wattHours Wh
            kilowattHours kWh
            megawattHours MWh
            btusPerHour BTU/h
            horsepower hp
            joules J
            kilojoules kJ
            megajoules MJ
            kilojoulesPerKilogram kJ/kg
            joulesPerKilogramDryAir J/kg
            voltAmperes VA
            kilovoltAmperes kVA
            megavoltAmperes MVA
            voltAmperesReactive var
            kilovoltAmperesReactive kvar
            megavoltAmperesReactive Mvar
            volts V
            millivolts mV
            kilovolts kV
            megavolts MV
            amperes A
            milliamperes mA
            ohms Ω Ohm
            milliohms mΩ mOhm
            kilohms kΩ kOhm
            megohms MΩ MOhm
            siemens S
            millisiemens mS
            microsiemens µS
            powerFactor PF
            hertz Hz
            kilohertz kHz
            megahertz MHz
            decibels dB
            cubicMetersPerSecond m³/s
            cubicMetersPerMinute m³/min
            cubicMetersPerHour m³/h
            litersPerSecond l/s
            litersPerMinute l/min
            litersPerHour l/h
            cubicFeetPerMinute cfm
            usGallonsPerMinute gpm
            cubicMeters m³
            liters l L
            cubicFeet ft³
            usGallons gal
            metersPerSecond m/s
            kilometersPerHour km/h
            feetPerMinute ft/min
            meters m
            centimeters cm
            millimeters mm
            feet ft
            inches in
            squareMeters m²
            squareFeet ft²
            kilograms kg
            grams g
            kilogramsPerHour kg/h
            kilogramsPerSecond kg/s
            gramsOfWaterPerKilogramDryAir g/kg
            microgramsPerCubicMeter µg/m³
            milligramsPerCubicMeter mg/m³
            luxes lx lux
            lumens lm
            wattsPerSquareMeter W/m²
            wattsPerSquareMeterDegreeKelvin W/m²K
            revolutionsPerMinute rpm 1/min U/min
            degreesAngular °
            milliseconds ms
            seconds s
            minutes min
            hours h
            days d
            """;

    private static final Map<String, String> SIGNS = signs();
    /** By their small letters, where only one unit has these: of mW and MW nobody can know which is meant by mw. */
    private static final Map<String, String> IN_ANY_CASE = inAnyCase();

    private EdeUnits() {}

    /** A unit as the gateway names it; without a name for none, and for one that cannot be understood. */
    record Unit(Optional<String> name, boolean known) {}

    static Unit parse(String text) {
        OptionalInt number = number(text);
        if (number.isPresent()) {
            boolean known = number.getAsInt() <= LAST;
            return new Unit(known ? Units.name(number.getAsInt()) : Optional.empty(), known);
        }
        Integer code = NUMBERS.get(plain(bySign(sign(text)).orElse(text)));
        return new Unit(code == null ? Optional.empty() : Units.name(code), code != null);
    }

    /** The number of a unit, by its name in a point; empty where there is none. */
    static Optional<String> code(String name) {
        return name.startsWith("unit-")
                ? Optional.of(name.substring("unit-".length()))
                : Optional.ofNullable(NUMBERS.get(plain(name))).map(String::valueOf);
    }

    private static Optional<String> bySign(String sign) {
        return Optional.ofNullable(SIGNS.get(sign))
                .or(() -> Optional.ofNullable(IN_ANY_CASE.get(sign.toLowerCase(Locale.ROOT)))
                        .filter(name -> sign.length() > 1));
    }

    /** {@code m³}, {@code m3} and {@code ㎥} alike, and without blanks. */
    private static String sign(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).replace(" ", "");
    }

    private static Map<String, String> signs() {
        Map<String, String> signs = new HashMap<>();
        TABLE.lines().map(line -> line.split(" ")).forEach(words -> {
            for (int i = 1; i < words.length; i++) {
                signs.put(sign(words[i]), words[0]);
            }
        });
        return Map.copyOf(signs);
    }

    private static Map<String, String> inAnyCase() {
        Map<String, Set<String>> names = new HashMap<>();
        SIGNS.forEach((sign, name) -> names.computeIfAbsent(sign.toLowerCase(Locale.ROOT), unseen -> new HashSet<>())
                .add(name));
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().size() == 1)
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().iterator().next()));
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
