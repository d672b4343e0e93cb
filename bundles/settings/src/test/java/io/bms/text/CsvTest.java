// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.Test;

public class CsvTest {
    private static final Instant TIME = Instant.parse("2026-07-01T12:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** The page's own tests are held to the same table. */
    @Test
    public void marked_everyLineOfTheTable_isAsItSays() throws IOException {
        List<String> lines;
        try (InputStream in = CsvTest.class.getResourceAsStream("/csv-formulas.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        assertTrue("lines: " + lines.size(), lines.size() > 15);
        for (String line : lines) {
            String[] parts = line.split(" → ");
            assertEquals(parts[1], Csv.marked(parts[0]));
            assertEquals(parts[0], Csv.unmarked(parts[1]));
        }
    }

    @Test
    public void marked_blanksAndQuotationMarks_doNotHideAFormula() {
        assertEquals("'\"=1\"", Csv.marked("\"=1\""));
        assertEquals("''=1", Csv.marked("'=1"));
        assertEquals("x;' =1", Csv.marked("x; =1"));
        assertEquals("x;'\"=1\"", Csv.marked("x;\"=1\""));
        assertEquals("x,'\"\" ＝1", Csv.marked("x,\"\" ＝1"));
        assertEquals("x;''=1", Csv.marked("x;'=1"));
        assertEquals("Heat,' -5", Csv.marked("Heat, -5"));
    }

    @Test
    public void marked_tabsAndLineBreaks_beginCellsToo() {
        assertEquals("'\t'=1", Csv.marked("\t=1"));
        assertEquals("'\r'=1", Csv.marked("\r=1"));
        assertEquals("a\n'=b", Csv.marked("a\n=b"));
        assertEquals("a\r\n'+b", Csv.marked("a\r\n+b"));
        assertEquals("two\r\nlines\tand a tab", Csv.marked("two\r\nlines\tand a tab"));
    }

    @Test
    public void marked_anyText_isNoFormulaForAnySeparator_andIsReadBack() {
        String characters = "=+-@\uff1d\uff0b\uff0d\uff20|%;,\t\r\n \u00a0\"'ab\ud83d\udd25";
        Pattern formula = Pattern.compile("[ \u00a0\"]*[=+\\-@\uff1d\uff0b\uff0d\uff20|%].*");
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            String marked = Csv.marked(text.toString());
            assertEquals("seed " + seed, text.toString(), Csv.unmarked(marked));
            for (Csv csv : Csv.values()) {
                for (String cell : csv.text(text.toString()).split("[;,\t\r\n]", -1)) {
                    assertFalse(
                            "seed " + seed + ": " + cell, formula.matcher(cell).matches());
                }
            }
        }
    }

    @Test
    public void time_forPrograms_isUtcWithThreeFractionalDigits() {
        assertEquals(List.of("2026-07-01T12:00:00.000Z"), Csv.PLAIN.time(TIME, BERLIN));
        assertEquals(List.of("timestamp"), Csv.PLAIN.timeNames("timestamp", BERLIN));
    }

    @Test
    public void time_forPeople_isByTheClockThatItsNameSays() {
        assertEquals(
                List.of("2026-07-01 14:00:00,000", "2026-07-01 12:00:00,000"), Csv.GERMAN_EXCEL.time(TIME, BERLIN));
        assertEquals(
                List.of("timestamp (Europe/Berlin)", "timestamp (UTC)"),
                Csv.GERMAN_EXCEL.timeNames("timestamp", BERLIN));
        ZoneId utc = ZoneId.of("UTC");
        assertEquals(List.of("2026-07-01 12:00:00.000"), Csv.ENGLISH_EXCEL.time(TIME, utc));
        assertEquals(List.of("timestamp (UTC)"), Csv.ENGLISH_EXCEL.timeNames("timestamp", utc));
    }

    @Test
    public void time_inTheHourThatComesTwice_isToldApartByItsUtc() {
        Instant first = Instant.parse("2026-10-25T00:30:00Z");
        List<String> summer = Csv.GERMAN_EXCEL.time(first, BERLIN);
        List<String> winter = Csv.GERMAN_EXCEL.time(first.plusSeconds(3_600), BERLIN);
        assertEquals("2026-10-25 02:30:00,000", summer.get(0));
        assertEquals(summer.get(0), winter.get(0));
        assertTrue(summer.get(1).compareTo(winter.get(1)) < 0);
    }
}
