// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.point.PointValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

/** The cases are those of the page's number.test.ts. */
public class TypedNumberTest {
    @Test
    public void of_digitsWithOneDecimalSign_isThatNumber() throws Refused {
        Map.ofEntries(
                        Map.entry("21,5", 21.5),
                        Map.entry("21.5", 21.5),
                        Map.entry(" 21,5 ", 21.5),
                        Map.entry("−3,25", -3.25),
                        Map.entry("0,250", 0.25),
                        Map.entry("0.125", 0.125),
                        Map.entry("1250,5", 1250.5),
                        Map.entry("1234,567", 1234.567),
                        Map.entry(".5", 0.5),
                        Map.entry(",5", 0.5),
                        Map.entry("1,5E-3", 0.0015))
                .forEach((typed, value) -> assertEquals(typed, new PointValue.Double(value), read(typed)));
        Map.of("-3", -3L, "+7", 7L, "1250", 1250L, "1e3", 1000L, "-0", 0L, "007", 7L, "21.0", 21L, "1.2500e4", 12_500L)
                .forEach((typed, value) -> assertEquals(typed, new PointValue.Integer(value), read(typed)));
        assertEquals(new PointValue.Integer(123_456_789_012_345_678L), read("123456789012345678"));
        assertEquals(new PointValue.Double(1e21), read("1000000000000000000000"));
    }

    @Test
    public void of_whatCanBeReadInTwoWays_saysBoth_andEachIsUnderstood() {
        assertEquals("'1.250' can be read in two ways: write 1250 or 1.2500.", refusal("1.250"));
        assertEquals("'-1,250' can be read in two ways: write -1250 or -1.2500.", refusal("-1,250"));
        assertEquals(new PointValue.Integer(1250), read("1250"));
        assertEquals(new PointValue.Double(1.25), read("1.2500"));
    }

    @Test
    public void of_thousandsThatAreDivided_isRefused() {
        for (String typed : List.of(
                "1.250,5",
                "1,250.5",
                "1 250",
                "1\u00a0250",
                "1\u202f250",
                "1'250",
                "1’250",
                "1_250",
                "1,2,3",
                "1..5",
                "5.",
                "5,")) {
            assertTrue(typed, refusal(typed).startsWith("'" + typed + "' is not clear: "));
        }
        assertEquals("'1e400' is too large.", refusal("1e400"));
    }

    /** Java's own reader takes the first five for numbers. */
    @Test
    public void of_whatIsNoNumber_isNone() throws Refused {
        for (String typed : List.of(
                "21f",
                "21d",
                "0x1p4",
                "NaN",
                "Infinity",
                ".",
                ",",
                "-",
                "--5",
                "5-",
                "1e",
                "e3",
                "0x10",
                "21 °C",
                "50%",
                "½",
                "٢١",
                "２１",
                "1/2",
                "=1+1",
                "abc",
                "",
                "   ",
                "12:30",
                "true")) {
            assertEquals(typed, Optional.empty(), TypedNumber.of(typed));
        }
    }

    @Test
    public void of_anyTextOfItsCharacters_isOneNumberOrNone() {
        String characters = "0123456789.,  -e'";
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(9); length >= 0; length--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            try {
                TypedNumber.of(text.toString())
                        .ifPresent(value -> assertEquals(
                                text.toString(),
                                Double.parseDouble(text.toString().strip().replace(',', '.')),
                                value.asNumber().orElseThrow(),
                                0));
            } catch (Refused e) {
                assertTrue(e.getMessage(), e.getMessage().endsWith("."));
            }
        }
    }

    private static PointValue read(String typed) {
        try {
            return TypedNumber.of(typed).orElseThrow();
        } catch (Refused e) {
            throw new AssertionError(typed, e);
        }
    }

    private static String refusal(String typed) {
        return assertThrows(Refused.class, () -> TypedNumber.of(typed)).getMessage();
    }
}
