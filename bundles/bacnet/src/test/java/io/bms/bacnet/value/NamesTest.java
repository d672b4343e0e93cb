// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import io.bms.api.point.PointId;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class NamesTest {
    @Test
    public void property_asTheStandardAStackOrWeSpellIt_isTheSame() {
        for (String spelling :
                new String[] {"relinquishDefault", "relinquish-default", "Relinquish_Default", "RELINQUISH DEFAULT"}) {
            assertEquals(spelling, Optional.of(PropertyIdentifier.relinquishDefault), PropertyNames.parse(spelling));
        }
        assertEquals(Optional.of(PropertyIdentifier.relinquishDefault), PropertyNames.parse("104"));
        assertEquals(Optional.empty(), PropertyNames.parse("relinquish"));
    }

    /** ASHRAE 135-2020, clause 21, BACnetObjectType. */
    private static final Map<Integer, String> OBJECT_TYPES = Map.ofEntries(
            Map.entry(0, "analogInput"),
            Map.entry(1, "analogOutput"),
            Map.entry(2, "analogValue"),
            Map.entry(3, "binaryInput"),
            Map.entry(4, "binaryOutput"),
            Map.entry(5, "binaryValue"),
            Map.entry(12, "loop"),
            Map.entry(13, "multiStateInput"),
            Map.entry(14, "multiStateOutput"),
            Map.entry(17, "schedule"),
            Map.entry(19, "multiStateValue"),
            Map.entry(23, "accumulator"),
            Map.entry(24, "pulseConverter"),
            Map.entry(40, "characterstringValue"),
            Map.entry(45, "integerValue"),
            Map.entry(46, "largeAnalogValue"),
            Map.entry(48, "positiveIntegerValue"),
            Map.entry(60, "staging"),
            Map.entry(128, "proprietary-128"),
            Map.entry(1023, "proprietary-1023"));

    /** ASHRAE 135-2020, clause 21, BACnetEngineeringUnits. */
    private static final Map<Integer, String> UNITS = Map.ofEntries(
            Map.entry(3, "amperes"),
            Map.entry(5, "volts"),
            Map.entry(19, "kilowattHours"),
            Map.entry(27, "hertz"),
            Map.entry(29, "percentRelativeHumidity"),
            Map.entry(37, "luxes"),
            Map.entry(47, "watts"),
            Map.entry(48, "kilowatts"),
            Map.entry(53, "pascals"),
            Map.entry(62, "degreesCelsius"),
            Map.entry(64, "degreesFahrenheit"),
            Map.entry(80, "cubicMeters"),
            Map.entry(87, "litersPerSecond"),
            Map.entry(96, "partsPerMillion"),
            Map.entry(98, "percent"),
            Map.entry(104, "revolutionsPerMinute"),
            Map.entry(121, "deltaDegreesKelvin"),
            Map.entry(135, "cubicMetersPerHour"),
            Map.entry(147, "kiloBtus"),
            Map.entry(234, "pH"),
            Map.entry(47_810, "thousandCubicFeetPerDay"));

    @Test
    public void name_objectTypes_asInTheStandard() {
        OBJECT_TYPES.forEach((number, name) -> {
            assertEquals(Optional.of(name), ObjectTypes.name(ObjectType.forId(number)));
            assertEquals(Optional.of(number), ObjectTypes.parse(name).map(ObjectType::intValue));
        });
    }

    @Test
    public void name_everyKnownType_makesAPointIdThatIsReadBack() {
        for (int number = 0; number <= 1023; number++) {
            ObjectType type = ObjectType.forId(number);
            ObjectTypes.name(type)
                    .ifPresent(name -> assertEquals(
                            type,
                            ObjectTypes.parse(PointId.parse("7." + name + ".3").objectType())
                                    .orElseThrow()));
        }
    }

    @Test
    public void parse_unknownNames_empty() {
        assertEquals(Optional.empty(), ObjectTypes.parse("analogInputs"));
        assertEquals(Optional.empty(), ObjectTypes.parse("proprietary-127"));
        assertEquals(Optional.empty(), ObjectTypes.parse("proprietary-1024"));
    }

    @Test
    public void mayHavePresentValue_pointsYes_othersNo() {
        for (String yes :
                new String[] {"analogInput", "loop", "schedule", "accumulator", "timeValue", "proprietary-300", "color"
                }) {
            assertTrue(
                    yes, ObjectTypes.mayHavePresentValue(ObjectTypes.parse(yes).orElseThrow()));
        }
        for (String no : new String[] {"device", "file", "trendLog", "notificationClass", "networkPort"}) {
            assertFalse(
                    no, ObjectTypes.mayHavePresentValue(ObjectTypes.parse(no).orElseThrow()));
        }
    }

    @Test
    public void name_units_asInTheStandard() {
        UNITS.forEach((number, name) -> assertEquals(Optional.of(name), Units.name(number)));
        assertEquals(Optional.empty(), Units.name(95));
        assertEquals(Optional.of("unit-60000"), Units.name(60_000));
    }
}
