// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.text.Csv;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class ExportFormatTest {
    @Test
    public void csv_valuesOfEveryKind() throws IOException {
        assertEquals(
                "timestamp,point_id,units,value,quality\r\n"
                        + "2026-03-01T12:00:00.250Z,1001.analogInput.1,°C,0.1,good\r\n"
                        + "2026-03-01T12:00:00.250Z,1001.analogInput.1,°C,\"a \"\"b\"\",\nc\",good\r\n"
                        + "2026-03-01T12:00:00.250Z,1001.analogInput.1,°C,,good\r\n"
                        + "2026-03-01T12:00:00.250Z,1001.analogInput.1,°C,true,good\r\n",
                export(
                        new ExportFormat.Table(Csv.PLAIN),
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
                        + "\"a \\\"b\\\"\\u000a\",\"quality\":\"good\"},\n" + begin + "null,\"quality\":\"good\"},\n"
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
                "\ufefftimestamp;point_id;units;value;quality\r\n"
                        + "2026-03-01 12:00:00,250;1001.analogInput.1;°C;-0,1;good\r\n",
                export(new ExportFormat.Table(Csv.GERMAN_EXCEL), new PointValue.Real(-0.1f)));
        assertEquals(
                "\ufefftimestamp,point_id,units,value,quality\r\n"
                        + "2026-03-01 12:00:00.250,1001.analogInput.1,°C,-0.1,good\r\n",
                export(new ExportFormat.Table(Csv.ENGLISH_EXCEL), new PointValue.Real(-0.1f)));
    }

    @Test
    public void csv_textThatLooksLikeAFormula_isNone() throws IOException {
        for (String text : List.of("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")) {
            for (Csv csv : Csv.values()) {
                String file = export(new ExportFormat.Table(csv), new PointValue.Text(text));
                assertTrue(file, file.contains("'" + text));
            }
        }
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
                    "°C",
                    first);
            first = false;
        }
        format.end(out);
        return out.toString();
    }
}
