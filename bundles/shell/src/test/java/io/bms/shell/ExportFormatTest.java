// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.text.Csv;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.Test;

public class ExportFormatTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    public void csv_valuesOfEveryKind() throws IOException {
        assertEquals(
                "timestamp,point_id,units,value,quality\r\n"
                        + "2026-03-01T12:00:00.250Z,1001.analogInput.1,°C,0.1,good\r\n"
                        + "2026-03-01T12:00:00.250Z,1001.analogInput.1,°C,\"a \"\"b\"\",\nc\",good\r\n"
                        + "2026-03-01T12:00:00.250Z,1001.analogInput.1,°C,,good\r\n"
                        + "2026-03-01T12:00:00.250Z,1001.analogInput.1,°C,true,good\r\n",
                export(
                        new ExportFormat.Table(Csv.PLAIN, BERLIN),
                        new PointValue.Real(0.1f),
                        new PointValue.Text("a \"b\",\nc"),
                        PointValue.NULL,
                        new PointValue.Bool(true)));
    }

    @Test
    public void json_valuesOfEveryKind() throws IOException {
        String begin =
                "{\"timestamp\":\"2026-03-01T12:00:00.250Z\",\"point_id\":\"1001.analogInput.1\",\"units\":\"°C\",\"value\":";
        assertEquals(
                "[\n" + begin + "20,\"quality\":\"good\"},\n" + begin
                        + "\"a \\\"b\\\"\\n\",\"quality\":\"good\"},\n" + begin + "null,\"quality\":\"good\"},\n"
                        + begin + "null,\"quality\":\"good\"}\n]\n",
                export(
                        new ExportFormat.Json(),
                        new PointValue.Real(20),
                        new PointValue.Text("a \"b\"\n"),
                        PointValue.NULL,
                        new PointValue.Double(Double.NaN)));
    }

    @Test
    public void csv_forExcel_hasMarkSeparatorAndDecimalSignOfTheCountry() throws IOException {
        assertEquals(
                "\ufefftimestamp (Europe/Berlin);timestamp (UTC);point_id;units;value;quality\r\n"
                        + "2026-03-01 13:00:00,250;2026-03-01 12:00:00,250;1001.analogInput.1;°C;-0,1;good\r\n",
                export(new ExportFormat.Table(Csv.GERMAN_EXCEL, BERLIN), new PointValue.Real(-0.1f)));
        assertEquals(
                "\ufefftimestamp (Europe/Berlin),timestamp (UTC),point_id,units,value,quality\r\n"
                        + "2026-03-01 13:00:00.250,2026-03-01 12:00:00.250,1001.analogInput.1,°C,-0.1,good\r\n",
                export(new ExportFormat.Table(Csv.ENGLISH_EXCEL, BERLIN), new PointValue.Real(-0.1f)));
    }

    @Test
    public void csv_textThatLooksLikeAFormula_isNone() throws IOException {
        for (String text : List.of("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)")) {
            for (Csv csv : Csv.values()) {
                String file = export(new ExportFormat.Table(csv, BERLIN), new PointValue.Text(text));
                assertTrue(file, file.contains("'" + text));
            }
        }
        for (String text : List.of("\t=1", "\r=1", "x;=1", "x, =1")) {
            for (Csv csv : Csv.values()) {
                String file = export(new ExportFormat.Table(csv, BERLIN), new PointValue.Text(text));
                assertTrue(file, file.contains(Csv.marked(text)));
                assertFalse(
                        file, Pattern.compile("[;,\t\r\n][ \"]*=").matcher(file).find());
            }
        }
    }

    @Test
    public void csv_timeOfAWholeSecond_hasThreeFractionalDigitsAsOverRest() throws IOException {
        StringWriter out = new StringWriter();
        Sample sample = new Sample(
                PointId.parse("1001.analogInput.1"),
                new PointValue.Real(1e10f),
                Quality.GOOD,
                Set.of(),
                Instant.parse("2026-03-01T12:00:00Z"),
                Duration.ofSeconds(1));
        new ExportFormat.Table(Csv.PLAIN, BERLIN).write(out, sample, Optional.empty(), true);
        assertEquals("2026-03-01T12:00:00.000Z,1001.analogInput.1,,10000000000,good\r\n", out.toString());
    }

    @Test
    public void csv_states_areTheirTextsForPeopleOnly() throws IOException {
        DiscoveredObject fan = ValuesTest.object("binaryOutput", Optional.empty(), List.of("Aus", "Ein; Tag"));
        assertTrue(row(Csv.GERMAN_EXCEL, fan, new PointValue.Bool(true)).endsWith(";;\"Ein; Tag\";good\r\n"));
        assertTrue(row(Csv.ENGLISH_EXCEL, fan, new PointValue.Bool(false)).endsWith(",,Aus,good\r\n"));
        assertTrue(row(Csv.PLAIN, fan, new PointValue.Bool(true)).endsWith(",,true,good\r\n"));
        DiscoveredObject mode = ValuesTest.object("multiStateValue", Optional.empty(), List.of("Off", "Day"));
        assertTrue(row(Csv.ENGLISH_EXCEL, mode, new PointValue.Integer(2)).endsWith(",,Day,good\r\n"));
        assertTrue(row(Csv.ENGLISH_EXCEL, mode, new PointValue.Integer(3)).endsWith(",,3,good\r\n"));
        assertTrue(row(Csv.PLAIN, mode, new PointValue.Integer(2)).endsWith(",,2,good\r\n"));
    }

    private static String row(Csv csv, DiscoveredObject object, PointValue value) throws IOException {
        StringWriter out = new StringWriter();
        new ExportFormat.Table(csv, BERLIN)
                .write(
                        out,
                        new Sample(
                                object.pointId(), value, Quality.GOOD, Set.of(), Instant.EPOCH, Duration.ofSeconds(1)),
                        Optional.of(object),
                        true);
        return out.toString();
    }

    private static String export(ExportFormat format, PointValue... values) throws IOException {
        StringWriter out = new StringWriter();
        format.begin(out);
        boolean first = true;
        for (PointValue value : values) {
            format.write(
                    out,
                    new Sample(
                            PointId.parse("1001.analogInput.1"),
                            value,
                            Quality.GOOD,
                            Set.of(),
                            Instant.parse("2026-03-01T12:00:00.250Z"),
                            Duration.ofSeconds(1)),
                    Optional.of(ValuesTest.object("analogInput", Optional.of("°C"), List.of())),
                    first);
            first = false;
        }
        format.end(out);
        return out.toString();
    }
}
