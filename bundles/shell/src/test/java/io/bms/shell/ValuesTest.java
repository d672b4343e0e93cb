// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.Test;

public class ValuesTest {
    private static final DiscoveredObject TEMPERATURE = object("analogValue", Optional.of("degreesCelsius"), List.of());
    private static final DiscoveredObject FAN = object("binaryOutput", Optional.empty(), List.of("Stopped", "Running"));
    private static final DiscoveredObject MODE =
            object("multiStateValue", Optional.empty(), List.of("Off", "Night", "Day"));
    private static final DiscoveredObject LABEL = object("characterstringValue", Optional.empty(), List.of());

    @Test
    public void show_real_isShortestWithUnit() {
        assertEquals("22.5 degreesCelsius", Values.show(new PointValue.Real(22.5f), TEMPERATURE));
        assertEquals("20 degreesCelsius", Values.show(new PointValue.Real(20f), TEMPERATURE));
        assertEquals("0.1 degreesCelsius", Values.show(new PointValue.Real(0.1f), TEMPERATURE));
    }

    @Test
    public void show_noValue_isDashWithoutUnit() {
        assertEquals("-", Values.show(PointValue.NULL, TEMPERATURE));
    }

    @Test
    public void show_states_haveTheirTexts() {
        assertEquals("active (Running)", Values.show(new PointValue.Bool(true), FAN));
        assertEquals("inactive (Stopped)", Values.show(new PointValue.Bool(false), FAN));
        assertEquals("2 (Night)", Values.show(new PointValue.Integer(2), MODE));
        assertEquals("9", Values.show(new PointValue.Integer(9), MODE));
    }

    @Test
    public void parse_number_isWholeOrDecimal() throws Refused {
        assertEquals(new PointValue.Integer(21), Values.parse("21", TEMPERATURE));
        assertEquals(new PointValue.Double(21.5), Values.parse("21.5", TEMPERATURE));
    }

    @Test
    public void parse_binary_takesWordsNumbersAndTexts() throws Refused {
        for (String on : List.of("active", "ON", "true", "1", "running")) {
            assertEquals(on, new PointValue.Bool(true), Values.parse(on, FAN));
        }
        for (String off : List.of("inactive", "off", "false", "0", "Stopped")) {
            assertEquals(off, new PointValue.Bool(false), Values.parse(off, FAN));
        }
    }

    @Test
    public void parse_multiState_takesNumberOrText() throws Refused {
        assertEquals(new PointValue.Integer(3), Values.parse("day", MODE));
        assertEquals(new PointValue.Integer(3), Values.parse("3", MODE));
    }

    @Test
    public void parse_characterString_takesAnything() throws Refused {
        assertEquals(new PointValue.Text("12"), Values.parse("12", LABEL));
    }

    @Test
    public void bare_everyType_inTheDigitsOfTheWire() {
        assertEquals("10000000000", Values.bare(new PointValue.Real(1e10f)));
        assertEquals("NaN", Values.bare(new PointValue.Real(Float.NaN)));
        assertEquals("0.1", Values.bare(new PointValue.Double(0.1)));
        assertEquals("9007199254740993", Values.bare(new PointValue.Integer(9_007_199_254_740_993L)));
        assertEquals("-", Values.bare(PointValue.NULL));
        assertEquals("a", Values.bare(new PointValue.Text("a")));
    }

    /** All types that a client may write by the standard, by the names that the driver has for them. */
    @Test
    public void parse_everyWritableType_isTheTypeThatItsDriverTakes() throws Refused {
        for (String type : List.of(
                "characterstringValue",
                "bitstringValue",
                "octetstringValue",
                "dateValue",
                "timeValue",
                "datetimeValue",
                "datePatternValue",
                "timePatternValue",
                "datetimePatternValue")) {
            for (String typed :
                    List.of("2026-01-31", "06:30:00.00", "2026-01-31 06:30:00.00", "B'0110'", "X'0AFF'", "1")) {
                assertEquals(
                        type,
                        new PointValue.Text(typed),
                        Values.parse(typed, object(type, Optional.empty(), List.of())));
            }
        }
        for (String type : List.of("binaryOutput", "binaryValue")) {
            assertEquals(type, new PointValue.Bool(true), Values.parse("1", object(type, Optional.empty(), List.of())));
        }
        for (String type : List.of(
                "analogOutput",
                "analogValue",
                "multiStateOutput",
                "multiStateValue",
                "integerValue",
                "largeAnalogValue",
                "positiveIntegerValue",
                "accessDoor",
                "command",
                "channel",
                "lightingOutput",
                "binaryLightingOutput",
                "staging",
                "color",
                "colorTemperature")) {
            assertEquals(type, new PointValue.Integer(1), Values.parse("1", object(type, Optional.empty(), List.of())));
        }
    }

    @Test
    public void parse_textOfSeveralStates_isRefusedUnlessItsCaseTells() throws Refused {
        DiscoveredObject damper =
                object("multiStateValue", Optional.empty(), List.of("Spare", "Auto", "AUTO", "Spare"));
        assertEquals(new PointValue.Integer(3), Values.parse("AUTO", damper));
        assertEquals(new PointValue.Integer(4), Values.parse("4", damper));
        for (String typed : List.of("Spare", "auto")) {
            assertEquals(
                    "'" + typed
                            + "' is the text of more than one state of 7.multiStateValue.1; write the number of the one"
                            + " that is meant.",
                    assertThrows(Refused.class, () -> Values.parse(typed, damper))
                            .getMessage());
        }
    }

    @Test
    public void parse_notAValue_saysWhatIs() {
        assertEquals(
                "'warm' is not a value for 7.analogValue.1; write a number.",
                assertThrows(Refused.class, () -> Values.parse("warm", TEMPERATURE))
                        .getMessage());
        assertEquals(
                "'fast' is not a state; write active or inactive, or Stopped or Running.",
                assertThrows(Refused.class, () -> Values.parse("fast", FAN)).getMessage());
        assertEquals(
                "'dawn' is not a value for 7.multiStateValue.1; write a number or one of Off, Night, Day.",
                assertThrows(Refused.class, () -> Values.parse("dawn", MODE)).getMessage());
    }

    static DiscoveredObject object(String type, Optional<String> units, List<String> stateText) {
        return new DiscoveredObject(
                new PointId(7, type, 1),
                "name",
                units,
                Optional.empty(),
                true,
                stateText,
                OptionalDouble.empty(),
                PointValue.NULL);
    }
}
