// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.GivenTags;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.Test;

public class TagRulesTest {
    private static final TagRules BUILT_IN = new TagRules(List.of());

    private static DiscoveredObject object(String type, String name, String units, boolean writable) {
        return new DiscoveredObject(
                new PointId(1001, type, 1),
                name,
                Optional.of(units).filter(text -> !text.isEmpty()),
                Optional.empty(),
                writable,
                List.of(),
                OptionalDouble.empty(),
                PointValue.NULL);
    }

    /** A point as one line: role, quantity, unit, further tags, and its class of Brick. */
    private static String meaning(TagRules rules, String type, String name, String units, boolean writable) {
        return line(rules.of(object(type, name, units, writable)));
    }

    private static String line(PointTags tags) {
        return String.join(
                " ",
                tags.role().map(PointTags.Role::tag).orElse("-"),
                tags.quantity().orElse("-"),
                tags.unit().orElse("-"),
                tags.markers().toString(),
                BrickClass.of(tags));
    }

    private static String meaning(String type, String name, String units, boolean writable) {
        return meaning(BUILT_IN, type, name, units, writable);
    }

    @Test
    public void points_areTaggedByUnitTypeAndName() {
        assertEquals(
                "sensor temp °C [air, discharge] Discharge_Air_Temperature_Sensor",
                meaning("analogInput", "AHU-1 SupplyAirTemp", "degreesCelsius", false));
        assertEquals(
                "sp temp °C [air, zone] Zone_Air_Temperature_Setpoint",
                meaning("analogValue", "Room 12 setpoint", "degreesCelsius", true));
        assertEquals(
                "sp temp °C [air, discharge] Discharge_Air_Temperature_Setpoint",
                meaning("analogValue", "Zuluft Sollwert", "degreesCelsius", true));
        assertEquals("cmd - % [valve] Valve_Command", meaning("analogOutput", "Heizung Ventil", "percent", true));
        assertEquals("cmd - - [fan] On_Off_Command", meaning("binaryOutput", "Fan_1", "", true));
        assertEquals(
                "sensor humidity %RH [air, return] Return_Air_Humidity_Sensor",
                meaning("analogInput", "Return air RH", "percentRelativeHumidity", false));
        assertEquals(
                "sensor co2 ppm [air, zone] CO2_Sensor", meaning("analogInput", "Room CO2", "partsPerMillion", false));
        assertEquals("sensor energy kWh [] Energy_Sensor", meaning("accumulator", "Meter", "kilowattHours", false));
        assertEquals("sensor - - [fault] Fault_Status", meaning("binaryInput", "Fault", "", false));
        assertEquals("sensor - - [] Sensor", meaning("analogInput", "AI 7", "", false));
        assertEquals("sensor - - [] Sensor", meaning("analogInput", "Spielraumwert", "", false));
    }

    @Test
    public void ruleOfTheOperator_comesBeforeWhatIsBuiltIn() {
        TagRules rules =
                new TagRules(List.of(NameRule.parse("VL*: leaving water sensor"), NameRule.parse("supply: hot")));
        assertEquals(
                "sensor temp °C [leaving, water] Temperature_Sensor",
                meaning(rules, "analogValue", "VL1", "degreesCelsius", true));
        assertEquals(
                "sensor temp °C [hot] Temperature_Sensor",
                meaning(rules, "analogInput", "Supply air", "degreesCelsius", false));
        assertEquals(
                "sensor temp °C [air, return] Return_Air_Temperature_Sensor",
                meaning(rules, "analogInput", "Return air", "degreesCelsius", false));
    }

    /** The unit says which of two quantities is measured, and adds none. */
    @Test
    public void givenTags_areAllThatIsSaid() {
        DiscoveredObject object = object("analogOutput", "Zuluft", "degreesCelsius", true);
        assertEquals("- - °C [hot, water] Point", line(BUILT_IN.of(object, GivenTags.of(List.of("hot", "water")))));
        assertEquals(
                "sensor temp °C [flow] Temperature_Sensor",
                line(BUILT_IN.of(object, GivenTags.of(List.of("sensor", "flow", "temp")))));
        assertEquals(
                "sensor volt °C [] Voltage_Sensor", line(BUILT_IN.of(object, GivenTags.of(List.of("sensor", "volt")))));
    }

    @Test
    public void rule_thatCannotBeRead_saysWhatToWrite() {
        for (String wrong : List.of("zuluft", "zuluft:", ": air", "a: Air", "a/b: air", "a: air!", "a: air id")) {
            IllegalArgumentException refused =
                    assertThrows(wrong, IllegalArgumentException.class, () -> NameRule.parse(wrong));
            assertTrue(refused.getMessage(), refused.getMessage().contains("zuluft: discharge air"));
        }
        assertEquals(Set.of("air", "zone"), NameRule.parse(" B12 : zone air ").tags());
    }
}
